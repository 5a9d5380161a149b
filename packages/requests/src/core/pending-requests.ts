/**
 * The requests that were sent and have not ended, and when each has to. Every one ends exactly once: by an outcome
 * that comes in, by its deadline, by being taken back, or with all others.
 */
import { type DeadlineEntry, deadlineHeap } from '@errand/timing'

export interface PendingRequests<T> {
  readonly size: number
  /** @returns the number under which it is known on this link; numbers are never used twice */
  open(value: T, deadlineAt: number): number
  /** Ends one. @returns its value, or undefined where it has ended already (a late answer) */
  end(id: number): T | undefined
  /** Ends one whose deadline is due. @returns undefined when none is */
  endDue(now: number): { readonly id: number; readonly value: T } | undefined
  /** Ends the oldest. @returns undefined when none is left */
  endAny(): { readonly id: number; readonly value: T } | undefined
  nextDeadline(): number | undefined
}

interface Entry<T> {
  readonly value: T
  readonly deadline: DeadlineEntry<number>
}

class Pending<T> implements PendingRequests<T> {
  readonly #entries = new Map<number, Entry<T>>()
  readonly #deadlines = deadlineHeap<number>()
  #lastId = 0

  get size(): number {
    return this.#entries.size
  }

  open(value: T, deadlineAt: number): number {
    const id = ++this.#lastId
    this.#entries.set(id, { value, deadline: this.#deadlines.add(deadlineAt, id) })
    return id
  }

  end(id: number): T | undefined {
    const entry = this.#entries.get(id)
    if (!entry) return undefined
    this.#entries.delete(id)
    this.#deadlines.remove(entry.deadline)
    return entry.value
  }

  endDue(now: number): { id: number; value: T } | undefined {
    return this.#endKnown(this.#deadlines.popDue(now))
  }

  endAny(): { id: number; value: T } | undefined {
    return this.#endKnown(this.#entries.keys().next().value)
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next()
  }

  #endKnown(id: number | undefined): { id: number; value: T } | undefined {
    if (id === undefined) return undefined
    const value = this.end(id)
    return value === undefined ? undefined : { id, value }
  }
}

/** `T` must not include undefined, which stands for "has ended". */
export function pendingRequests<T extends object>(): PendingRequests<T> {
  return new Pending<T>()
}
