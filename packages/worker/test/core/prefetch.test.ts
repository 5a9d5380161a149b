/** How many tasks a worker asks for, by what its handlers take. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixedPrefetch, type Prefetch, prefetchOf } from '../../src/core/prefetch.js'

const adaptivePrefetch = (concurrency: number): Prefetch => prefetchOf({ slots: undefined, concurrency })

function after(prefetch: Prefetch, durations: readonly number[]): number {
  for (const duration of durations) prefetch.observe(duration)
  return prefetch.slots
}

const many = (duration: number): number[] => Array.from({ length: 200 }, () => duration)

describe('the adaptive prefetch', () => {
  it('asks for no more than it runs before anything was measured', () => {
    expect(adaptivePrefetch(1).slots).toBe(1)
    expect(adaptivePrefetch(10).slots).toBe(10)
  })

  it('asks for one ahead of handlers that take some milliseconds, and for none ahead of those that take long', () => {
    expect(after(adaptivePrefetch(1), many(10))).toBe(2)
    expect(after(adaptivePrefetch(4), many(15))).toBe(5)
    expect(after(adaptivePrefetch(1), many(500))).toBe(1)
    expect(after(adaptivePrefetch(4), many(500))).toBe(4)
  })

  it('tells of the first and the last that it asks for beyond those that it runs', () => {
    const prefetch = adaptivePrefetch(8)
    expect([prefetch.observe(10), prefetch.slots]).toEqual([true, 10])
    expect([prefetch.observe(10), prefetch.slots]).toEqual([false, 10])
    expect([prefetch.observe(1000), prefetch.slots]).toEqual([true, 8])
    expect([prefetch.observe(1000), prefetch.slots]).toEqual([false, 8])
  })

  it('asks for many ahead of handlers that take next to nothing, but not for any number', () => {
    expect(after(adaptivePrefetch(1), many(0.001))).toBe(513)
    expect(after(adaptivePrefetch(1), many(0))).toBe(513)
  })

  it('asks for what keeps the worker busy for two milliseconds, within half and double', () => {
    const slots = after(adaptivePrefetch(1), many(0.1))
    expect(slots).toBeGreaterThanOrEqual(11)
    expect(slots).toBeLessThanOrEqual(42)
  })

  it('tells of a change when it is worth a record: by half, or to double', () => {
    const prefetch = adaptivePrefetch(1)
    const told: number[] = []
    for (const duration of [...many(100), ...many(0.01), ...many(100)]) {
      if (prefetch.observe(duration)) told.push(prefetch.slots)
    }
    expect(told.length).toBeLessThan(30)
    for (const [at, slots] of told.entries()) {
      const before = told[at - 1] ?? 1
      expect(slots >= before * 2 || slots * 2 <= before).toBe(true)
    }
  })

  it('follows handlers that become quicker, and is not led astray by one that is slow', () => {
    const prefetch = adaptivePrefetch(1)
    after(prefetch, many(100))
    expect(after(prefetch, many(0.01))).toBeGreaterThan(100)
    expect(after(prefetch, [1])).toBeGreaterThan(10)
  })

  it('always grants as many as it runs, and at most 512 more', () => {
    const anyDuration = fc.oneof(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.array(anyDuration), (concurrency, durations) => {
        const slots = after(adaptivePrefetch(concurrency), durations)
        expect(Number.isInteger(slots)).toBe(true)
        expect(slots).toBeGreaterThanOrEqual(concurrency)
        expect(slots).toBeLessThanOrEqual(concurrency + 512)
      }),
    )
  })
})

describe('the fixed prefetch', () => {
  it('stays as it was set', () => {
    expect(after(fixedPrefetch(5), many(0.001))).toBe(5)
    expect(fixedPrefetch(5).observe(1)).toBe(false)
  })

  it('is the one of whoever sets the slots', () => {
    expect(after(prefetchOf({ slots: 3, concurrency: 1 }), many(0.001))).toBe(3)
  })
})
