/** The system clock on faked timers: no test waits, and none depends on how fast the machine is. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../src/system-clock.js'
import { describeClock } from './clock-contract.js'

describeClock('systemClock', () => {
  vi.useFakeTimers()
  return {
    clock: systemClock,
    advance: (byMs) => void vi.advanceTimersByTime(byMs),
    close: () => void vi.useRealTimers(),
  }
})

describe('systemClock', () => {
  beforeEach(() => void vi.useFakeTimers())

  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it('reads performance.now()', () => {
    vi.spyOn(performance, 'now').mockReturnValue(1234.5)
    expect(systemClock.now()).toBe(1234.5)
  })

  it('waits on when setTimeout fires early', () => {
    const callback = vi.fn<() => void>()
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    systemClock.setTimer(1_010, callback)
    now.mockReturnValue(1_009.3)
    vi.advanceTimersByTime(10)
    expect(callback).not.toHaveBeenCalled()
    now.mockReturnValue(1_010)
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('gives setTimeout only delays that it can hold', () => {
    const setTimeoutSpy = vi.spyOn(globalThis, 'setTimeout')
    const anyTime = fc.double({ noNaN: true })
    fc.assert(
      fc.property(anyTime, (atMs) => {
        systemClock.setTimer(atMs, () => undefined).cancel()
        const delayMs = setTimeoutSpy.mock.lastCall?.[1]
        expect(delayMs).toBeGreaterThanOrEqual(0)
        expect(delayMs).toBeLessThan(2 ** 31)
        expect(Number.isInteger(delayMs)).toBe(true)
      }),
    )
  })

  it('can be cancelled between the steps of a long wait', () => {
    const callback = vi.fn<() => void>()
    const timer = systemClock.setTimer(systemClock.now() + 2 ** 32, callback)
    vi.advanceTimersByTime(2 ** 31)
    timer.cancel()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(2 ** 32)
    expect(callback).not.toHaveBeenCalled()
  })

  it.each([
    [undefined, true],
    [{}, true],
    [{ keepsProcessAlive: true }, true],
    [{ keepsProcessAlive: false }, false],
  ])('with %o keeps the process alive: %o, in every step', (options, isKept) => {
    const setTimeoutSpy = vi.spyOn(globalThis, 'setTimeout')
    systemClock.setTimer(systemClock.now() + 2 ** 31, () => undefined, options)
    vi.advanceTimersByTime(2 ** 31 - 1)
    const steps = setTimeoutSpy.mock.results.map((result) => result.value as NodeJS.Timeout)
    expect(steps.map((step) => step.hasRef())).toEqual([isKept, isKept])
  })
})
