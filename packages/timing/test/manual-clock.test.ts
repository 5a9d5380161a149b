/** The manual clock: its time moves only when told, and its timers fire in one order that a test can rely on. */
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { manualClock } from '../src/manual-clock.js'
import { TimingError } from '../src/timing-error.js'
import { describeClock } from './clock-contract.js'

describeClock('manualClock', () => {
  const clock = manualClock({ startMs: 1_000 })
  return { clock, advance: (byMs) => clock.advance(byMs) }
})

describe('manualClock', () => {
  it('starts at startMs, by default 0', () => {
    expect(manualClock().now()).toBe(0)
    expect(manualClock({ startMs: -12.5 }).now()).toBe(-12.5)
  })

  it.each([NaN, Infinity, -Infinity])('refuses to start at %d', (startMs) => {
    expect(() => manualClock({ startMs })).toThrow(TimingError)
    expect(() => manualClock({ startMs })).toThrow(`option startMs is ${startMs}; allowed: a finite number`)
  })

  it('shows each callback the time of its timer', () => {
    const clock = manualClock()
    const seenMs: number[] = []
    for (const atMs of [7, 3, 5.5]) clock.setTimer(atMs, () => seenMs.push(clock.now()))
    clock.advanceTo(10)
    expect(seenMs).toEqual([3, 5.5, 7])
    expect(clock.now()).toBe(10)
  })

  it('says what is pending and when the next timer fires', () => {
    const clock = manualClock()
    expect(clock.nextTimerMs).toBeUndefined()
    clock.setTimer(20, () => undefined)
    const early = clock.setTimer(10, () => undefined)
    expect([clock.pendingTimers, clock.nextTimerMs]).toEqual([2, 10])
    early.cancel()
    expect([clock.pendingTimers, clock.nextTimerMs]).toEqual([1, 20])
    clock.advanceTo(20)
    expect([clock.pendingTimers, clock.nextTimerMs]).toEqual([0, undefined])
  })

  it('fires a timer for the past at the present, behind those that were due before', () => {
    const clock = manualClock({ startMs: 100 })
    const calls: string[] = []
    clock.setTimer(100, () => calls.push('present'))
    clock.setTimer(50, () => calls.push('past'))
    clock.advance(0)
    expect(calls).toEqual(['present', 'past'])
    expect(clock.now()).toBe(100)
  })

  it('passes on what a callback throws, and can be moved on from there', () => {
    const clock = manualClock()
    const after = vi.fn<() => void>()
    clock.setTimer(5, () => {
      throw new Error('of the callback')
    })
    clock.setTimer(6, after)
    expect(() => clock.advanceTo(10)).toThrow('of the callback')
    expect(clock.now()).toBe(5)
    clock.advanceTo(10)
    expect(after).toHaveBeenCalledTimes(1)
  })

  it('may be moved by a callback, and never goes back', () => {
    const clock = manualClock()
    clock.setTimer(5, () => clock.advanceTo(100))
    clock.advanceTo(10)
    expect(clock.now()).toBe(100)
  })

  it.each([-1, NaN, Infinity])('refuses to advance by %d', (byMs) => {
    expect(() => manualClock().advance(byMs)).toThrow(
      `argument byMs is ${byMs}; allowed: a finite number of at least 0`,
    )
  })

  it.each([9, NaN, Infinity])('refuses to advance to %d from 10', (atMs) => {
    const clock = manualClock({ startMs: 10 })
    expect(() => clock.advanceTo(atMs)).toThrow(`argument atMs is ${atMs}; allowed: a finite number of at least now()`)
  })

  it('ends with timer-loop when timers keep the time from moving on', () => {
    const clock = manualClock()
    const again = (): void => void clock.setTimer(clock.now(), again)
    again()
    expect(() => clock.advance(1)).toThrow(expect.objectContaining({ name: 'TimingError', code: 'timer-loop' }))
  })

  it('fires any number of timers while the time moves on', () => {
    const clock = manualClock()
    let ticks = 0
    const tick = (): void => {
      ticks += 1
      clock.setTimer(clock.now() + 1, tick)
    }
    tick()
    clock.advance(1_000_001)
    expect(ticks).toBe(1_000_002)
  })

  it('fires by time, then by the order of setting, timers set while firing included', () => {
    const delayMs = fc.integer({ min: 0, max: 5 })
    const plan = fc.array(fc.record({ delayMs, thenDelaysMs: fc.array(delayMs, { maxLength: 3 }) }), { maxLength: 30 })
    fc.assert(
      fc.property(plan, fc.array(delayMs), (timers, movesMs) => {
        const clock = manualClock()
        const fired: { atMs: number; sequence: number }[] = []
        let sequence = 0
        const set = (delay: number, thenDelays: readonly number[]): void => {
          const expected = { atMs: clock.now() + delay, sequence: sequence++ }
          clock.setTimer(expected.atMs, () => {
            expect(clock.now()).toBe(expected.atMs)
            fired.push(expected)
            for (const then of thenDelays) set(then, [])
          })
        }
        for (const timer of timers) set(timer.delayMs, timer.thenDelaysMs)
        for (const byMs of [...movesMs, 10]) clock.advance(byMs)

        expect(clock.pendingTimers).toBe(0)
        expect(fired).toHaveLength(sequence)
        expect(fired).toEqual(fired.toSorted((a, b) => a.atMs - b.atMs || a.sequence - b.sequence))
      }),
    )
  })
})
