// Choosing at random, repeatably.
import { expect, test } from 'vitest'
import { randomChoice, seedMax } from '../src/random-choice.js'

const things = ['a', 'b', 'c', 'd', 'e']

function chosen(seed: number, count: number, from: readonly string[] = things): readonly string[] {
  const choose = randomChoice(from, seed)
  return Array.from({ length: count }, () => choose())
}

test('the same seed chooses the same, today as ever', () => {
  expect(chosen(7, 12).join('')).toBe('aaedcccbcdba')
  expect(chosen(0, 12)).not.toEqual(chosen(7, 12))
})

test.each([0, 1, seedMax])('from seed %i everything is chosen about equally often', (seed) => {
  const counts = new Map<string, number>()
  for (const thing of chosen(seed, 50_000)) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  expect([...counts.keys()].toSorted()).toEqual(things)
  for (const count of counts.values()) {
    expect(count).toBeGreaterThan(9500)
    expect(count).toBeLessThan(10_500)
  }
})

test('of one thing, that is chosen; of none, nothing can be', () => {
  expect(chosen(3, 3, ['only'])).toEqual(['only', 'only', 'only'])
  expect(() => chosen(3, 1, [])).toThrow(RangeError)
})
