/**
 * The requests that were sent and have not ended, and when each has to. Every one ends exactly once: by an outcome
 * that comes in, by its deadline, by being taken back, or with all others.
 */
import { Numbered } from '@errand/protocol'
import { type DeadlineTicket, deadlineHeap } from '@errand/timing'

/** One of them, as whoever opens it makes it. */
export interface PendingRequest {
  /** The number under which it is known on this link, and its deadline, from when it is opened. */
  id: number
  deadline: DeadlineTicket | undefined
}

export interface PendingRequests<T extends PendingRequest> {
  readonly size: number
  /** @returns its number; numbers are never used twice */
  open(request: T, deadlineAt: number): number
  get(id: number): T | undefined
  /** Of all, as they are now, in the order in which they were opened. */
  ids(): readonly number[]
  /** Ends one. @returns it, or undefined where it has ended already (a late answer) */
  end(id: number): T | undefined
  /** @returns one whose deadline is due, each once; it has to be ended then */
  popDue(now: number): number | undefined
  nextDeadline(): number | undefined
}

class Pending<T extends PendingRequest> implements PendingRequests<T> {
  readonly #requests = new Numbered<T>()
  readonly #deadlines = deadlineHeap<T>()
  #lastId = 0

  get size(): number {
    return this.#requests.size
  }

  open(request: T, deadlineAt: number): number {
    request.id = ++this.#lastId
    request.deadline = this.#deadlines.add(deadlineAt, request)
    this.#requests.add(request.id, request)
    return request.id
  }

  get(id: number): T | undefined {
    return this.#requests.get(id)
  }

  ids(): readonly number[] {
    return this.#requests.toArray().map(({ id }) => id)
  }

  end(id: number): T | undefined {
    const request = this.#requests.delete(id)
    if (request?.deadline !== undefined) this.#deadlines.remove(request.deadline)
    return request
  }

  popDue(now: number): number | undefined {
    return this.#deadlines.popDue(now)?.id
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next()
  }
}

export function pendingRequests<T extends PendingRequest>(): PendingRequests<T> {
  return new Pending<T>()
}
