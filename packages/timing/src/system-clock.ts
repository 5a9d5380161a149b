/**
 * The clock of the machine: `performance.now()` and `setTimeout`, without what `setTimeout` gets wrong: it may fire up to a
 * millisecond early, and takes a delay past 24.8 days for none at all.
 */
import { type Clock, type Timer, timerMsMax, type TimerOptions } from './clock.js'
import { invalidArgument } from './timing-error.js'

/** The time of this thread, counted from its start. Its timers fire on the thread's event loop. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (atMs, callback, options) => new SystemTimer(atMs, callback, options),
}

class SystemTimer implements Timer {
  readonly #atMs: number
  readonly #callback: () => void
  readonly #keepsProcessAlive: boolean
  #step: ReturnType<typeof setTimeout>

  constructor(atMs: number, callback: () => void, { keepsProcessAlive = true }: TimerOptions = {}) {
    if (typeof atMs !== 'number' || Number.isNaN(atMs))
      throw invalidArgument('atMs', atMs, 'milliseconds of this clock, or Infinity for never')
    this.#atMs = atMs
    this.#callback = callback
    this.#keepsProcessAlive = keepsProcessAlive
    this.#step = this.#startStep()
  }

  cancel(): void {
    clearTimeout(this.#step)
  }

  #startStep(): ReturnType<typeof setTimeout> {
    const leftMs = Math.ceil(this.#atMs - performance.now())
    // A longer wait is done in steps.
    const step = setTimeout(this.#endStep, Math.min(Math.max(leftMs, 0), timerMsMax))
    if (!this.#keepsProcessAlive) step.unref()
    return step
  }

  readonly #endStep = (): void => {
    if (performance.now() < this.#atMs) this.#step = this.#startStep()
    else this.#callback()
  }
}
