/** The alarm: it rings when it should, and touches the clock only when it must. */
import * as fc from 'fast-check'
import { describe, expect, it, vi, type MockInstance } from 'vitest'
import { alarm, type Alarm } from '../src/alarm.js'
import { manualClock, type ManualClock } from '../src/manual-clock.js'
import { TimingError } from '../src/timing-error.js'

interface Fixture {
  readonly clock: ManualClock
  readonly setTimer: MockInstance<ManualClock['setTimer']>
  readonly rungAtMs: number[]
  readonly alarm: Alarm
}

function setUp(): Fixture {
  const clock = manualClock()
  const rungAtMs: number[] = []
  const setTimer = vi.spyOn(clock, 'setTimer')
  return { clock, setTimer, rungAtMs, alarm: alarm(clock, (nowMs) => rungAtMs.push(nowMs)) }
}

describe('alarm', () => {
  it('rings once at the time that was set', () => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    bell.set(10)
    bell.set(10)
    clock.advanceTo(9)
    expect(rungAtMs).toEqual([])
    clock.advanceTo(100)
    expect(rungAtMs).toEqual([10])
  })

  it('rings earlier when it is set to an earlier time', () => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    bell.set(10)
    bell.set(5)
    expect(clock.pendingTimers).toBe(1)
    clock.advanceTo(100)
    expect(rungAtMs).toEqual([5])
  })

  it('rings later when it is set to a later time', () => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    bell.set(5)
    bell.set(10)
    clock.advanceTo(100)
    expect(rungAtMs).toEqual([10])
  })

  it.each([undefined, Infinity])('does not ring after set(%s)', (never) => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    bell.set(5)
    bell.set(never)
    clock.advanceTo(100)
    expect(rungAtMs).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('costs no timer while its time only moves later, or off and on', () => {
    const { clock, setTimer, alarm: bell, rungAtMs } = setUp()
    for (let atMs = 1_000; atMs < 2_000; atMs += 1) {
      bell.set(atMs)
      bell.set(undefined)
      bell.set(atMs + 0.5)
    }
    expect(setTimer).toHaveBeenCalledTimes(1)
    clock.advanceTo(5_000)
    expect(setTimer).toHaveBeenCalledTimes(2)
    expect(rungAtMs).toEqual([1_999.5])
  })

  it('rings soon, but not at once, for a time that has passed', () => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    clock.advanceTo(50)
    bell.set(20)
    expect(rungAtMs).toEqual([])
    clock.advance(0)
    expect(rungAtMs).toEqual([50])
  })

  it('can be set again while it rings', () => {
    const clock = manualClock()
    const rungAtMs: number[] = []
    const bell = alarm(clock, (nowMs) => {
      rungAtMs.push(nowMs)
      bell.set(nowMs + 10)
    })
    bell.set(10)
    clock.advanceTo(35)
    expect(rungAtMs).toEqual([10, 20, 30])
  })

  it('is silent after close, leaves no timer, and may be closed and set again', () => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    bell.set(10)
    bell.close()
    bell.close()
    bell.set(20)
    expect(clock.pendingTimers).toBe(0)
    clock.advanceTo(100)
    expect(rungAtMs).toEqual([])
  })

  it('hands its options to the clock', () => {
    const clock = manualClock()
    const setTimer = vi.spyOn(clock, 'setTimer')
    alarm(clock, () => undefined, { keepsProcessAlive: false }).set(1)
    expect(setTimer.mock.lastCall?.[2]).toEqual({ keepsProcessAlive: false })
  })

  it('refuses NaN, and keeps what was set before', () => {
    const { clock, alarm: bell, rungAtMs } = setUp()
    bell.set(10)
    expect(() => bell.set(NaN)).toThrow(TimingError)
    clock.advanceTo(10)
    expect(rungAtMs).toEqual([10])
  })

  it('rings exactly when a timer would that is set anew each time', () => {
    const time = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined })
    const moves = fc.array(fc.record({ byMs: fc.integer({ min: 0, max: 5 }), setTo: time }), { maxLength: 50 })
    fc.assert(
      fc.property(moves, (plan) => {
        const { clock, alarm: bell, rungAtMs } = setUp()
        const expectedAtMs: number[] = []
        let timer = clock.setTimer(Infinity, () => undefined)
        for (const { byMs, setTo } of plan) {
          bell.set(setTo)
          timer.cancel()
          timer = clock.setTimer(setTo ?? Infinity, () => expectedAtMs.push(clock.now()))
          clock.advance(byMs)
        }
        expect(rungAtMs).toEqual(expectedAtMs)
      }),
    )
  })
})
