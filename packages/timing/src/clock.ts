/**
 * The port through which everything else sees time: the present moment, and one-shot timers at a moment to come.
 * Code that takes a `Clock` runs on the machine's time and, in tests and simulations, on time that the test moves.
 */

/** A monotonic clock with timers. */
export interface Clock {
  /**
   * The present, in milliseconds with fractions. It never goes back. Its zero means nothing outside this clock, and each
   * thread has another: what crosses to another thread or process is a duration, never such a time.
   */
  now(): number

  /**
   * Calls `callback` once, as soon as `now() >= atMs`; never earlier, and never before this call has returned, however
   * long ago `atMs` is. `Infinity` means never.
   *
   * @throws TimingError `invalid-argument` if `atMs` is NaN.
   */
  setTimer(atMs: number, callback: () => void, options?: TimerOptions): Timer
}

/** One timer that was set. */
export interface Timer {
  /** Ensures that the callback will not be called from now on. Does nothing if it was called or cancelled already. */
  cancel(): void
}

/** How a timer is set. */
export interface TimerOptions {
  /**
   * Whether the process has to live until the timer fires or is cancelled. Clocks without a process behind them ignore it.
   *
   * @default true
   */
  readonly keepsProcessAlive?: boolean
}

/**
 * The longest delay that Node's own timers take, in milliseconds: 24 days. They keep it in a signed 32-bit integer, and take
 * a longer one for none at all. It is the bound of options that end up in such a timer.
 */
export const timerMsMax = 2_147_483_647
