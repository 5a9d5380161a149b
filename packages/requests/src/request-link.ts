/** The port by which requests leave: a socket behind it, or whatever a test has. */
import type { CancelRecord, FailureCode, FindRecord, PullRecord, RequestRecord } from '@errand/protocol'

/** Where the records of requests go. */
export interface RequestLink {
  /**
   * A request that is sent again comes with the number that it had, behind the `ended` of its former sending.
   * @returns why it cannot be taken, or undefined where it was
   */
  open(request: RequestRecord | FindRecord): RequestRefusal | undefined
  cancel(request: CancelRecord): void
  /** The reader of a stream takes more of it. Left out where `open` refuses streams. */
  pull?(record: PullRecord): void
  /** The request has ended, or waits with its requester: nothing of it is needed any more. Once for each `open`. */
  ended?(id: number): void
  /** @returns what is known here of why no answers come, to stand behind a semicolon in the message of a deadline */
  explainSilence?(): string | undefined
}

export interface RequestRefusal {
  readonly code: FailureCode
  readonly message: string
}
