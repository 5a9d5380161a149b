/** Which refusals count, and after what pause a worker asks again. */
import { expect, it } from 'vitest'
import { Refusals } from '../../src/core/refusals.js'

/** The first six. */
function pausesAt(random: number): (number | undefined)[] {
  const refusals = new Refusals()
  refusals.comingBack()
  return Array.from({ length: 6 }, () => refusals.pauseMs(0, random))
}

it('counts a refusal of a worker that has just started', () => {
  expect(new Refusals().pauseMs(1000, 0.5)).toBeUndefined()
})

it('asks again for five seconds after the first refusal of a worker that comes back, then counts it', () => {
  const refusals = new Refusals()
  refusals.comingBack()
  for (const now of [70_000, 71_000, 74_999]) expect(refusals.pauseMs(now, 0)).toBeGreaterThan(0)
  expect(refusals.pauseMs(75_000, 0)).toBeUndefined()
})

it('gives a worker that comes back once more as long again', () => {
  const refusals = new Refusals()
  refusals.comingBack()
  refusals.pauseMs(1000, 0)
  expect(refusals.pauseMs(60_000, 0)).toBeUndefined()
  refusals.comingBack()
  expect(refusals.pauseMs(60_000, 0)).toBeGreaterThan(0)
})

it('asks at longer and longer intervals, spread by chance, up to half a second', () => {
  expect(pausesAt(0)).toEqual([25, 50, 100, 200, 250, 250])
  expect(pausesAt(0.5)).toEqual([37.5, 75, 150, 300, 375, 375])
})
