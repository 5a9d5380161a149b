/**
 * A clock that stands still until it is told to move, for tests and simulations: it fires its timers while it moves, each
 * at its own time, in an order that depends on nothing but the times and the order in which the timers were set.
 */
import type { Clock, Timer } from './clock.js'
import { deadlineHeap } from './deadline-heap.js'
import { assertOptions, invalidArgument, invalidOption, TimingError } from './timing-error.js'

// Far above what a simulation has due at one instant, and reached in a moment by timers that set each other for ever.
const firingsPerInstantMax = 1_000_000

/** Options of {@link manualClock}. */
export interface ManualClockOptions {
  /**
   * What `now()` says at first, in milliseconds; any finite number.
   *
   * @default 0
   */
  readonly startMs?: number
}

/** A clock whose time moves only by `advance` and `advanceTo`. */
export interface ManualClock extends Clock {
  /** How many timers are set and neither fired nor cancelled. */
  readonly pendingTimers: number

  /** When the earliest of them fires, or undefined without any: `advanceTo` this to go straight to the next event. */
  readonly nextTimerMs: number | undefined

  /**
   * Moves on by `byMs`, as `advanceTo(now() + byMs)` does.
   *
   * @throws TimingError `invalid-argument` if `byMs` is negative or not finite; else as `advanceTo`.
   */
  advance(byMs: number): void

  /**
   * Moves on to `atMs` and fires what is due on the way, by time, then by the order of `setTimer`, timers that are set by
   * callbacks included. Within a callback `now()` is the time of its timer. A timer set for the past fires at the present,
   * at the next move, be it by 0. What a callback throws comes out here; the clock then stays at that callback's time and
   * can be moved on.
   *
   * @throws TimingError `invalid-argument` if `atMs` is before `now()` or not finite; `timer-loop` if a million timers fire
   *   without the time moving on.
   */
  advanceTo(atMs: number): void
}

/**
 * Makes a clock that stands at `startMs`.
 *
 * @throws TimingError `invalid-option` if `startMs` is not finite.
 */
export function manualClock(options: ManualClockOptions = {}): ManualClock {
  assertOptions(options)
  const { startMs = 0 } = options
  if (!Number.isFinite(startMs)) throw invalidOption('startMs', startMs, 'a finite number of milliseconds')
  return new SteppedClock(startMs)
}

class SteppedClock implements ManualClock {
  readonly #timers = deadlineHeap<() => void>()
  #nowMs: number
  #firingsNow = 0

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  get pendingTimers(): number {
    return this.#timers.size
  }

  get nextTimerMs(): number | undefined {
    return this.#timers.next()
  }

  now(): number {
    return this.#nowMs
  }

  setTimer(atMs: number, callback: () => void): Timer {
    const entry = this.#timers.add(Math.max(atMs, this.#nowMs), callback)
    return { cancel: () => void this.#timers.remove(entry) }
  }

  advance(byMs: number): void {
    if (!(Number.isFinite(byMs) && byMs >= 0)) throw invalidArgument('byMs', byMs, 'a finite number of at least 0')
    this.advanceTo(this.#nowMs + byMs)
  }

  advanceTo(atMs: number): void {
    if (!(Number.isFinite(atMs) && atMs >= this.#nowMs)) {
      throw invalidArgument('atMs', atMs, `a finite number of at least now(), which is ${this.#nowMs}`)
    }
    for (let nextMs = this.#timers.next(); nextMs !== undefined && nextMs <= atMs; nextMs = this.#timers.next()) {
      this.#moveTo(nextMs)
      this.#fireOne()
    }
    this.#moveTo(atMs)
  }

  // A callback may have moved the clock past the target of the move that called it: hence never back.
  #moveTo(atMs: number): void {
    if (atMs <= this.#nowMs) return
    this.#nowMs = atMs
    this.#firingsNow = 0
  }

  #fireOne(): void {
    this.#firingsNow += 1
    if (this.#firingsNow > firingsPerInstantMax) {
      const firings = `${firingsPerInstantMax} timers fired at ${this.#nowMs} ms`
      throw new TimingError('timer-loop', `${firings}: let callbacks set timers for a later time than now()`)
    }
    this.#timers.popDue(this.#nowMs)?.()
  }
}
