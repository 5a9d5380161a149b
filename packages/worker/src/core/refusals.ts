/**
 * Whether a refusal by the broker counts. Where a worker comes back after its connection was lost, the broker may not have
 * noticed the end of the old one, and refuse the name as taken: then it is worth asking again.
 */
import { backoff } from '@errand/timing'

/** A broker notices a connection that broke at once, and a peer that is gone without a word within some seconds. */
const askAgainMsMax = 5000

const pauses = backoff({ initialMs: 50, maxMs: 500, jitter: 'equal' })

export class Refusals {
  #isComingBack = false
  #firstAt = 0
  /** In a row. */
  #count = 0

  /** The worker announces itself anew. */
  comingBack(): void {
    this.#isComingBack = true
    this.#count = 0
  }

  /**
   * @param random a number from 0 to below 1
   * @returns milliseconds after which to ask again; undefined where the refusal counts
   */
  pauseMs(now: number, random: number): number | undefined {
    if (!this.#isComingBack) return undefined
    if (this.#count === 0) this.#firstAt = now
    this.#count++
    return now - this.#firstAt < askAgainMsMax ? pauses.delayMs(this.#count, random) : undefined
  }
}
