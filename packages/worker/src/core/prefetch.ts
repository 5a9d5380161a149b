/**
 * How many tasks a worker asks for beyond those that it runs. Quick tasks need many on the way, or the worker waits for
 * each packet; slow ones few, or they lie here while another worker is free. So: about as many as keep it busy for
 * two milliseconds, which is some ten times what a packet takes.
 */

const busyMs = 2
const prefetchMin = 1
const prefetchMax = 512
/** Before anything was measured. */
const prefetchAtFirst = 32
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
    const ahead = Math.round((busyMs * this.#concurrency) / Math.max(this.#meanMs, 0.001))
    const slots = this.#concurrency + Math.min(Math.max(ahead, prefetchMin), prefetchMax)
    // Half or double: smaller changes are not worth a record.
    if (slots * 2 > this.slots && slots < this.slots * 2) return false
    this.slots = slots
    return true
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
