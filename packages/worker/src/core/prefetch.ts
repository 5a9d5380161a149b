/**
 * How many tasks a worker asks for beyond those that it runs. Quick tasks need many on the way, or the worker waits for
 * each packet; slow ones few, or they lie here while another worker is free. So: about as many as keep it busy for
 * two milliseconds, which is some ten times what a packet takes; and none where a task takes a hundred times of that.
 */

const busyMs = 2
/** From here on, one more that waits here costs others more than a packet costs this worker. */
const slowMs = 20
const prefetchMax = 512
/** Before anything was measured: the first task may take seconds, or hang, and what was handed out behind it waits for that. */
const prefetchAtFirst = 0
/** Weight of the newest measurement; the last ten or so count. */
const weight = 0.1

export interface Prefetch {
  /** Slots to grant now: tasks in hand and on the way, at most. */
  readonly slots: number
  /**
   * @param durationMs from the start of a task to its end
   * @returns true where the slots have changed enough to tell the broker
   */
  observe(durationMs: number): boolean
}

class AdaptivePrefetch implements Prefetch {
  readonly #concurrency: number
  #meanMs: number | undefined
  slots: number

  constructor(concurrency: number) {
    this.#concurrency = concurrency
    this.slots = concurrency + prefetchAtFirst
  }

  observe(durationMs: number): boolean {
    this.#meanMs = this.#meanMs === undefined ? durationMs : this.#meanMs + weight * (durationMs - this.#meanMs)
    const slots = this.#concurrency + this.#aheadOf(this.#meanMs)
    // Half or double: smaller changes are not worth a record, but for the first and the last beyond those that run.
    const isNone = slots === this.#concurrency
    const wasNone = this.slots === this.#concurrency
    if (isNone === wasNone && slots * 2 > this.slots && slots < this.slots * 2) return false
    this.slots = slots
    return true
  }

  #aheadOf(meanMs: number): number {
    if (meanMs >= slowMs) return 0
    const ahead = Math.round((busyMs * this.#concurrency) / Math.max(meanMs, 0.001))
    return Math.min(Math.max(ahead, 1), prefetchMax)
  }
}

function adaptivePrefetch(concurrency: number): Prefetch {
  return new AdaptivePrefetch(concurrency)
}

/** For those who set it themselves. */
export function fixedPrefetch(slots: number): Prefetch {
  return { slots, observe: () => false }
}

export function prefetchOf({
  slots,
  concurrency,
}: {
  readonly slots: number | undefined
  readonly concurrency: number
}): Prefetch {
  return slots === undefined ? adaptivePrefetch(concurrency) : fixedPrefetch(slots)
}
