/** The generator of chance. */
import { describe, expect, it } from 'vitest'
import { Random } from '../src/engine/random.js'

function drawn(random: Random, times: number): number[] {
  return Array.from({ length: times }, () => random.fraction())
}

describe('random numbers', () => {
  it('are the same from the same seed, and others from another', () => {
    expect(drawn(new Random(1), 20)).toEqual(drawn(new Random(1), 20))
    expect(drawn(new Random(1), 20)).not.toEqual(drawn(new Random(2), 20))
  })

  it('of a component do not depend on what others drew', () => {
    const whole = new Random(1)
    const before = drawn(whole.split('a'), 5)
    drawn(whole, 100)
    drawn(whole.split('b'), 100)
    expect(drawn(whole.split('a'), 5)).toEqual(before)
    expect(drawn(whole.split('b'), 5)).not.toEqual(before)
  })

  it('are spread evenly', () => {
    const random = new Random(3)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let time = 0; time < 100_000; time++) {
      const at = random.below(10)
      counts[at] = (counts[at] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('have gaps of the mean that was asked for', () => {
    const random = new Random(4)
    const gaps = Array.from({ length: 50_000 }, () => random.gap(20))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    expect(mean).toBeGreaterThan(19.5)
    expect(mean).toBeLessThan(20.5)
  })
})
