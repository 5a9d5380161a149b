/** Empties a deadline heap, to look at its order. */
import type { DeadlineHeap } from '../src/deadline-heap.js'

/** The values that are due by `nowMs`, in the order in which the heap gives them out. */
export function popAll<T>(heap: DeadlineHeap<T>, nowMs = Infinity): T[] {
  const values: T[] = []
  for (let value = heap.popDue(nowMs); value !== undefined; value = heap.popDue(nowMs)) values.push(value)
  return values
}
