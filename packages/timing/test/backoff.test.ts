/** Backoff: how delays grow, how chance spreads them, and which options are refused. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoff, type BackoffOptions } from '../src/backoff.js'

describe('backoff', () => {
  it('grows by the factor up to the maximum', () => {
    const rule = backoff({ initialMs: 100, maxMs: 1_000, factor: 3, jitter: 'none' })
    expect([1, 2, 3, 4, 5].map((attempt) => rule.delayMs(attempt, 0.7))).toEqual([100, 300, 900, 1_000, 1_000])
  })

  it.each([
    ['full', [0, 100, 150]],
    ['equal', [100, 150, 175]],
    ['none', [200, 200, 200]],
  ] as const)('spreads with %s jitter', (jitter, expected) => {
    const rule = backoff({ initialMs: 200, jitter })
    expect([0, 0.5, 0.75].map((random) => rule.delayMs(1, random))).toEqual(expected)
  })

  it('has defaults: 100 ms, doubled up to 30 s, full jitter', () => {
    const rule = backoff()
    expect([1, 2, 9, 10].map((attempt) => rule.delayMs(attempt, 0.5))).toEqual([50, 100, 12_800, 15_000])
  })

  it('stays at the maximum when the power overflows', () => {
    expect(backoff({ maxMs: 500, jitter: 'none' }).delayMs(Number.MAX_SAFE_INTEGER, 0)).toBe(500)
  })

  it.each<[BackoffOptions, string]>([
    [{ initialMs: 0 }, 'option initialMs is 0; allowed: a finite number of milliseconds above 0'],
    [{ initialMs: NaN }, 'option initialMs is NaN; allowed: a finite number of milliseconds above 0'],
    [
      { initialMs: 200, maxMs: 100 },
      'option maxMs is 100; allowed: a finite number of milliseconds of at least initialMs, which is 200',
    ],
    [
      { maxMs: Infinity },
      'option maxMs is Infinity; allowed: a finite number of milliseconds of at least initialMs, which is 100',
    ],
    [{ factor: 0.9 }, 'option factor is 0.9; allowed: a finite number of at least 1'],
    [{ jitter: 'toString' as 'full' }, 'option jitter is "toString"; allowed: "full", "equal" or "none"'],
  ])('refuses %o', (options, message) => {
    expect(() => backoff(options)).toThrow(
      expect.objectContaining({ name: 'TimingError', code: 'invalid-option', message }),
    )
  })

  it.each([
    [0, 0.5, 'argument attempt is 0; allowed: an integer of at least 1'],
    [1.5, 0.5, 'argument attempt is 1.5; allowed: an integer of at least 1'],
    [1, 1, 'argument random is 1; allowed: a number of at least 0 and below 1'],
    [1, NaN, 'argument random is NaN; allowed: a number of at least 0 and below 1'],
  ])('refuses attempt %d with random %d', (attempt, random, message) => {
    expect(() => backoff().delayMs(attempt, random)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message }),
    )
  })

  it('stays between its floor and its ceiling, and never shrinks with the attempt', () => {
    const options = fc.record({
      initialMs: fc.double({ min: 0.001, max: 100, noNaN: true }),
      maxMs: fc.double({ min: 100, max: 1e9, noNaN: true }),
      factor: fc.double({ min: 1, max: 1e3, noNaN: true }),
      jitter: fc.constantFrom('full' as const, 'equal' as const, 'none' as const),
    })
    const attempt = fc.integer({ min: 1, max: 2_000 })
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(options, attempt, random, (given, n, chance) => {
        const rule = backoff(given)
        const ceilingMs = backoff({ ...given, jitter: 'none' }).delayMs(n, 0)
        const floorMs = { full: 0, equal: ceilingMs / 2, none: ceilingMs }[given.jitter]
        expect(ceilingMs).toBeLessThanOrEqual(given.maxMs)
        expect(rule.delayMs(n, chance)).toBeGreaterThanOrEqual(floorMs)
        expect(rule.delayMs(n, chance)).toBeLessThanOrEqual(ceilingMs)
        // A power may be off in its last bit, which shows when the factor is barely above 1.
        expect(rule.delayMs(n + 1, chance)).toBeGreaterThanOrEqual(rule.delayMs(n, chance) * (1 - 1e-9))
      }),
    )
  })
})
