/** How long a handler may run: as long as its request says, and no longer than its worker's own options. */
import type { Task } from '../state/state.js'

/** @returns milliseconds; undefined where nothing limits it */
export function runLimitOf({ rules, worker }: Task): number | undefined {
  const own = rules?.runTimeoutMs || Infinity
  const workers = worker?.runTimeoutMs || Infinity
  const limit = Math.min(own, workers)
  return limit === Infinity ? undefined : limit
}
