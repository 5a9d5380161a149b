/**
 * Tells a loop whose JavaScript is stuck from one of whose handlers merely does not settle: the former has no heartbeats
 * any more.
 */
import type { Clock, Timer } from '@errand/timing'

/** Heartbeats that may fail to come: one can be late. */
const missedMax = 2

export class Pulse {
  readonly #clock: Clock
  readonly #intervalMs: number
  #timer: Timer | undefined

  /** @param intervalMs between heartbeats; 0 where there are none, and then silence says nothing */
  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock
    this.#intervalMs = intervalMs
  }

  beat(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** Calls back if no heartbeat comes from now on. Does nothing where it waits for one already. */
  unlessItBeats(isSilent: () => void): void {
    if (this.#timer || this.#intervalMs === 0) return
    const atMs = this.#clock.now() + missedMax * this.#intervalMs
    // Where it was the broker that was paused, a heartbeat may have come by now, and is read first.
    this.#timer = this.#clock.setTimer(atMs, () => void setImmediate(() => this.#judge(isSilent)))
  }

  #judge(isSilent: () => void): void {
    if (this.#timer) isSilent()
  }
}
