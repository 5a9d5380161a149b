/**
 * The one timer of a shell. Its owner says after every event when it next wants to be woken; that time mostly moves later,
 * and then the timer that runs already is left alone: when it fires too early, it is set again for what is due by then.
 */
import type { Clock, Timer, TimerOptions } from './clock.js'
import { invalidArgument } from './timing-error.js'

/** A single wake-up that can be moved about for next to nothing. */
export interface Alarm {
  /**
   * Asks to be woken at `atMs`, in milliseconds of the clock, instead of at what was asked for before; undefined or
   * `Infinity`: not at all. Being woken uses it up: the next wake-up needs another call. Does nothing after `close()`.
   *
   * @throws TimingError `invalid-argument` if `atMs` is NaN.
   */
  set(atMs: number | undefined): void

  /** Ends the alarm for good: nothing is woken, and no timer of it runs, from now on. */
  close(): void
}

/**
 * Makes an alarm that isn't set. Once the time that it was last set to has come, it calls `callback` a single time, with the
 * present time of the clock; never from within `set`. `options` apply to its timer, which may run on for a while after
 * `set(undefined)` and only `close` surely stops.
 */
export function alarm(clock: Clock, callback: (nowMs: number) => void, options: TimerOptions = {}): Alarm {
  return new LazyAlarm(clock, callback, options)
}

class LazyAlarm implements Alarm {
  readonly #clock: Clock
  readonly #callback: (nowMs: number) => void
  readonly #options: TimerOptions
  #timer: Timer | undefined = undefined
  #timerAtMs = Infinity // Infinity without a timer.
  #dueMs = Infinity // What was last set; Infinity for never.
  #lifecycle: 'open' | 'closed' = 'open'

  constructor(clock: Clock, callback: (nowMs: number) => void, options: TimerOptions) {
    this.#clock = clock
    this.#callback = callback
    this.#options = options
  }

  set(atMs: number | undefined = Infinity): void {
    if (typeof atMs !== 'number')
      throw invalidArgument('atMs', atMs, 'milliseconds of its clock, Infinity or undefined')
    if (this.#lifecycle === 'closed') return
    // Asked this way round, NaN gets to the clock, which refuses it.
    if (!(atMs >= this.#timerAtMs)) this.#startTimer(atMs)
    this.#dueMs = atMs
  }

  close(): void {
    this.#lifecycle = 'closed'
    this.#stopTimer()
  }

  #startTimer(atMs: number): void {
    const timer = this.#clock.setTimer(atMs, this.#onTimer, this.#options)
    this.#stopTimer()
    this.#timer = timer
    this.#timerAtMs = atMs
  }

  #stopTimer(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#timerAtMs = Infinity
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    this.#timerAtMs = Infinity
    const nowMs = this.#clock.now()
    if (this.#dueMs > nowMs) this.set(this.#dueMs)
    else this.#callback(nowMs)
  }
}
