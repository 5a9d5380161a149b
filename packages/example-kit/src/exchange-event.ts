/** What happens between main and the workers, as it is printed and counted. */

export interface RequestSent {
  readonly event: 'request'
  readonly messageNo: number
  /** The worker that is asked. */
  readonly worker: string
}

export interface ReplyReceived extends Omit<RequestSent, 'event'> {
  readonly event: 'reply'
  /** The worker that answered. */
  readonly response: string
  /** Whom that worker asked before. */
  readonly nested?: string
  readonly latencyMs: number
}

interface RequestFailed extends Omit<RequestSent, 'event'> {
  readonly event: 'failure'
  readonly code: string
  readonly message: string
  readonly latencyMs: number
}

export type ExchangeEvent = RequestSent | ReplyReceived | RequestFailed
