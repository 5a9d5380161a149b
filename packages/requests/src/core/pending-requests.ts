/**
 * The requests that were sent and have not ended, and when each has to. Every one ends exactly once: by an outcome
 * that comes in, by its deadline, by being taken back, or with all others.
 */
import { Numbered } from '@errand/protocol'
import { type DeadlineEntry, deadlineHeap } from '@errand/timing'

export interface PendingRequests<T> {
  readonly size: number
  /** @returns the number under which it is known on this link; numbers are never used twice */
  open(value: T, deadlineAt: number): number
  get(id: number): T | undefined
  /** Of all, as they are now, in the order in which they were opened. */
  ids(): readonly number[]
  /** Ends one. @returns its value, or undefined where it has ended already (a late answer) */
  end(id: number): T | undefined
  /** @returns one whose deadline is due, each once; it has to be ended then */
  popDue(now: number): number | undefined
  nextDeadline(): number | undefined
}

interface Entry<T> {
  readonly id: number
  readonly value: T
  readonly deadline: DeadlineEntry<number>
}

class Pending<T> implements PendingRequests<T> {
  readonly #entries = new Numbered<Entry<T>>()
  readonly #deadlines = deadlineHeap<number>()
  #lastId = 0

  get size(): number {
    return this.#entries.size
  }

  open(value: T, deadlineAt: number): number {
    const id = ++this.#lastId
    this.#entries.add(id, { id, value, deadline: this.#deadlines.add(deadlineAt, id) })
    return id
  }

  get(id: number): T | undefined {
    return this.#entries.get(id)?.value
  }

  ids(): readonly number[] {
    return this.#entries.toArray().map(({ id }) => id)
  }

  end(id: number): T | undefined {
    const entry = this.#entries.delete(id)
    if (!entry) return undefined
    this.#deadlines.remove(entry.deadline)
    return entry.value
  }

  popDue(now: number): number | undefined {
    return this.#deadlines.popDue(now)
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next()
  }
}

/** `T` must not include undefined, which stands for "has ended". */
export function pendingRequests<T extends object>(): PendingRequests<T> {
  return new Pending<T>()
}
