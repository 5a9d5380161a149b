import { expect, it } from 'vitest'
import { randomFrom } from '../src/random.js'

function draw(seed: number | string): readonly number[] {
  const random = randomFrom(seed)
  return Array.from({ length: 20 }, () => random.integer(0, 1_000_000))
}

it('draws the same for the same seed, and something else for another', () => {
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  expect(draw('1/a')).not.toEqual(draw('1/b'))
})

it('splits off generators that do not depend on what was drawn before', () => {
  const [fresh, used] = [randomFrom(7), randomFrom(7)]
  used.bytes(100)
  expect(used.split('part').bytes(8)).toEqual(fresh.split('part').bytes(8))
})

it('draws every number of a range about as often as any other', () => {
  const random = randomFrom(3)
  const drawn = Array.from({ length: 10_000 }, () => random.integer(0, 4))
  for (const number of [0, 1, 2, 3, 4]) {
    const count = drawn.filter((one) => one === number).length
    expect(Math.abs(count - 2000)).toBeLessThan(200)
  }
})
