/** The backlog of a lane: each target once, in the order in which they came, at any number. */
import { expect, it } from 'vitest'
import { Backlog } from '../../src/core/state/backlog.js'
import { Pace } from '../../src/core/state/pace.js'
import type { TargetState } from '../../src/core/state/state.js'

const targets: readonly TargetState[] = Array.from({ length: 1000 }, (_, at) => ({
  name: `worker.${at}`,
  members: [],
  pace: new Pace(),
  cursor: 0,
}))

it('gives out each target once, first come first', () => {
  const backlog = new Backlog()
  for (const target of [...targets, ...targets]) backlog.add(target)
  expect(targets.map(() => backlog.shift())).toEqual(targets)
  expect(backlog.shift()).toBeUndefined()
})

it('knows which targets it has, and takes them again when they come again', () => {
  const backlog = new Backlog()
  const [a, b, c] = targets as [TargetState, TargetState, TargetState]
  for (const target of [a, b]) backlog.add(target)
  expect(backlog.shift()).toBe(a)
  expect([a, b, c].map((target) => backlog.has(target))).toEqual([false, true, false])
  backlog.add(a)
  expect([...backlog]).toEqual([b, a])
  expect([backlog.shift(), backlog.shift(), backlog.shift()]).toEqual([b, a, undefined])
})

it('turns for as long as one likes', () => {
  const backlog = new Backlog()
  for (const target of targets) backlog.add(target)
  for (let turn = 0; turn < 10; turn++) {
    for (const target of targets) {
      expect(backlog.shift()).toBe(target)
      backlog.add(target)
    }
  }
})

it('puts the first behind the others', () => {
  const backlog = new Backlog()
  const [a, b, c] = targets as [TargetState, TargetState, TargetState]
  backlog.rotate()
  for (const target of [a, b, c]) backlog.add(target)
  backlog.rotate()
  expect([...backlog]).toEqual([b, c, a])
  expect(backlog.first).toBe(b)
  expect(backlog.has(a)).toBe(true)
})
