/** What every clock keeps, whatever makes its time pass. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../src/clock.js'
import { TimingError } from '../src/timing-error.js'

/** A clock under test, and how the test lets its time pass, in whole milliseconds. */
export interface ClockFixture {
  readonly clock: Clock
  advance(byMs: number): void
  close?(): void
}

export function describeClock(name: string, setUp: () => ClockFixture): void {
  describe(`${name}, as a clock`, () => {
    let fixture: ClockFixture
    let clock: Clock

    beforeEach(() => {
      fixture = setUp()
      clock = fixture.clock
    })

    afterEach(() => fixture.close?.())

    it('counts milliseconds', () => {
      const startMs = clock.now()
      fixture.advance(250)
      expect(clock.now() - startMs).toBeCloseTo(250, 6)
    })

    it('calls back once, when the time has come', () => {
      const callback = vi.fn<() => void>()
      clock.setTimer(clock.now() + 100, callback)
      fixture.advance(99)
      expect(callback).not.toHaveBeenCalled()
      fixture.advance(1)
      expect(callback).toHaveBeenCalledTimes(1)
      fixture.advance(1_000)
      expect(callback).toHaveBeenCalledTimes(1)
    })

    it('does not round a time down', () => {
      const atMs = clock.now() + 100.25
      let calledAtMs = 0
      clock.setTimer(atMs, () => (calledAtMs = clock.now()))
      fixture.advance(100)
      expect(calledAtMs).toBe(0)
      fixture.advance(1)
      expect(calledAtMs).toBeGreaterThanOrEqual(atMs)
    })

    it.each([0, -1, -1e9, -Infinity])('calls back soon for a time that is %d ms away, but not at once', (byMs) => {
      const callback = vi.fn<() => void>()
      clock.setTimer(clock.now() + byMs, callback)
      expect(callback).not.toHaveBeenCalled()
      fixture.advance(1)
      expect(callback).toHaveBeenCalledTimes(1)
    })

    it('calls back by time, not by the order of setting', () => {
      const calls: number[] = []
      for (const inMs of [30, 10, 20]) clock.setTimer(clock.now() + inMs, () => calls.push(inMs))
      fixture.advance(30)
      expect(calls).toEqual([10, 20, 30])
    })

    it('calls back for a timer that a callback set', () => {
      const callback = vi.fn<() => void>()
      clock.setTimer(clock.now() + 10, () => clock.setTimer(clock.now() + 10, callback))
      fixture.advance(19)
      expect(callback).not.toHaveBeenCalled()
      fixture.advance(1)
      expect(callback).toHaveBeenCalledTimes(1)
    })

    it('never calls back after cancel, which may be called at any time', () => {
      const callback = vi.fn<() => void>()
      const timer = clock.setTimer(clock.now() + 10, callback)
      timer.cancel()
      timer.cancel()
      fixture.advance(20)
      expect(callback).not.toHaveBeenCalled()
    })

    it('lets a callback cancel its own timer and another that is due with it', () => {
      const other = vi.fn<() => void>()
      const own = clock.setTimer(clock.now() + 10, () => {
        own.cancel()
        later.cancel()
      })
      const later = clock.setTimer(clock.now() + 10, other)
      fixture.advance(20)
      expect(other).not.toHaveBeenCalled()
    })

    it('takes Infinity for never', () => {
      const callback = vi.fn<() => void>()
      clock.setTimer(Infinity, callback)
      fixture.advance(2 ** 33)
      expect(callback).not.toHaveBeenCalled()
    })

    it('waits longer than a signed 32-bit number of milliseconds', () => {
      const callback = vi.fn<() => void>()
      clock.setTimer(clock.now() + 2 ** 33, callback)
      fixture.advance(2 ** 33 - 1)
      expect(callback).not.toHaveBeenCalled()
      fixture.advance(1)
      expect(callback).toHaveBeenCalledTimes(1)
    })

    it('refuses NaN', () => {
      expect(() => clock.setTimer(NaN, () => undefined)).toThrow(TimingError)
      expect(() => clock.setTimer(NaN, () => undefined)).toThrow('argument atMs is NaN; allowed: milliseconds')
    })
  })
}
