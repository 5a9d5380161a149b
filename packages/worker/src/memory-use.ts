/** How much memory a worker uses, as its heartbeats tell: what its broker may bound. */
import { isMainThread } from 'node:worker_threads'
import { getHeapStatistics } from 'node:v8'

/** Of a thread its own heap, since it shares the rest with others; of a process all. In bytes. */
export function memoryBytes(): number {
  return isMainThread ? process.memoryUsage.rss() : getHeapStatistics().used_heap_size
}
