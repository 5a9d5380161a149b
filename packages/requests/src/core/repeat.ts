/** What is kept of a request that may be sent again, under the number that it has: its body above all. */
import type { FailureCode, RequestRecord } from '@errand/protocol'
import type { DeadlineTicket } from '@errand/timing'

/** About what a pending request takes beside its body. */
const overheadBytes = 1024

export class Repeat {
  readonly deadlineAt: number
  /** Of memory, more or less. */
  readonly bytes: number
  /** As it was sent last. */
  #record: RequestRecord
  #wasLost = false
  /** How often it was put off since it was last lost. */
  delays = 0
  /** Where it waits instead of being on its way: why, and its place among those that wait. */
  waiting: { readonly code: FailureCode; readonly ticket: DeadlineTicket } | undefined

  constructor(record: RequestRecord, deadlineAt: number) {
    this.#record = record
    this.deadlineAt = deadlineAt
    this.bytes = record.body.length + overheadBytes
  }

  /** Was it on its way when a connection ended? Then it may have run, whatever an answer says of a later sending. */
  get wasLost(): boolean {
    return this.#wasLost
  }

  /** Whether the work may have run, where that is known better than the code of its end tells. */
  get mayHaveRun(): boolean | undefined {
    if (this.#wasLost) return true
    return this.waiting ? false : undefined
  }

  /** Its connection has ended; nobody can say whether it was started, so that counts as a start. @returns false where that was the last */
  lose(): boolean {
    if (this.#record.attempts <= 1) return false
    this.#record = { ...this.#record, attempts: this.#record.attempts - 1 }
    this.#wasLost = true
    this.delays = 0
    return true
  }

  /** What is to be sent now: with the time that is left, a millisecond at the least. */
  next(now: number): RequestRecord {
    this.#record = { ...this.#record, deadlineMs: Math.max(1, Math.ceil(this.deadlineAt - now)) }
    return this.#record
  }
}
