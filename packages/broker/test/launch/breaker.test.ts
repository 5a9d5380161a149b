/** When what has ended is started again. */
import { describe, expect, it } from 'vitest'
import { Breaker } from '../../src/launch/breaker.js'
import type { RestartPolicy } from '../../src/launch/restart-options.js'

const policy: RestartPolicy = { minDelayMs: 100, maxDelayMs: 1000, crashesMax: 4, windowMs: 10_000, cooldownMs: 5000 }

/** Verdicts on ends at these moments, with the longest delay that chance gives. */
function verdictsAt(times: readonly number[], given: Partial<RestartPolicy> = {}): (number | string)[] {
  const breaker = new Breaker({ ...policy, ...given })
  return times.map((at) => {
    const { isTripped, delayMs } = breaker.crashed(at, 1 - Number.EPSILON)
    return isTripped ? `rests ${delayMs}` : Math.round(delayMs)
  })
}

describe('what has ended', () => {
  it('is started again after a delay that doubles with each end, up to the longest', () => {
    expect(verdictsAt([0, 1, 2, 3, 4, 5], { crashesMax: Infinity })).toEqual([100, 200, 400, 800, 1000, 1000])
  })

  it('waits for half of its delay at least', () => {
    expect(new Breaker(policy).crashed(0, 0)).toEqual({ isTripped: false, delayMs: 50 })
  })

  it('rests when it has ended too often within the window', () => {
    expect(verdictsAt([0, 1, 2, 3])).toEqual([100, 200, 400, 'rests 5000'])
    expect(verdictsAt([7], { crashesMax: 1 })).toEqual(['rests 5000'])
  })

  it('does not rest for ends that are long past, nor wait longer because of them', () => {
    expect(verdictsAt([0, 9999, 10_000, 19_999, 20_000])).toEqual([100, 200, 200, 200, 200])
    expect(verdictsAt([0, 10_000, 20_000, 30_000, 40_000])).toEqual([100, 100, 100, 100, 100])
  })

  it('is on trial after its rest: one more end within the window brings the next rest', () => {
    const restedAt = 3
    const trialEndsAt = restedAt + policy.cooldownMs + policy.windowMs
    expect(verdictsAt([0, 1, 2, restedAt, trialEndsAt - 1])).toEqual([100, 200, 400, 'rests 5000', 'rests 5000'])
    expect(verdictsAt([0, 1, 2, restedAt, trialEndsAt])).toEqual([100, 200, 400, 'rests 5000', 100])
  })
})
