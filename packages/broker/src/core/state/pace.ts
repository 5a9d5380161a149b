/**
 * How fast what waits for a target is worked off, by the mean time between ends of its tasks: whoever is turned away is
 * told when trying again is worth it.
 */

/** Weight of the newest gap; the last hundred or so count. */
const weight = 0.02
/** A longer gap says that there was nothing to do. */
const gapMsMax = 1000
/** A tenth of the queue is room enough to come back to. */
const shareWorkedOff = 0.1
const retryAfterMsMin = 5
const retryAfterMsMax = 30_000
/** Where nothing has ended yet. */
const retryAfterMsAtFirst = 100

export class Pace {
  #lastEndAt: number | undefined
  #meanGapMs: number | undefined

  ended(now: number): void {
    const gapMs = Math.min(now - (this.#lastEndAt ?? now), gapMsMax)
    if (this.#lastEndAt !== undefined)
      this.#meanGapMs = this.#meanGapMs === undefined ? gapMs : this.#meanGapMs + weight * (gapMs - this.#meanGapMs)
    this.#lastEndAt = now
  }

  /** @param waiting tasks that wait for the target */
  retryAfterMs(waiting: number): number {
    if (this.#meanGapMs === undefined) return retryAfterMsAtFirst
    const ms = Math.ceil(waiting * shareWorkedOff * this.#meanGapMs)
    return Math.min(Math.max(ms, retryAfterMsMin), retryAfterMsMax)
  }
}
