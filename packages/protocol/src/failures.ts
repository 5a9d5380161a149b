/**
 * Why a request ended without a reply: one table of codes. Each says what it means and whether the work may have run,
 * which is what a caller must know before trying again.
 */

/** Why a request ended without a reply. */
export type FailureCode =
  | 'bad-request'
  | 'invalid-input'
  | 'invalid-output'
  | 'contract-mismatch'
  | 'unsupported-version'
  | 'unknown-target'
  | 'too-large'
  | 'overloaded'
  | 'deadline'
  | 'run-timeout'
  | 'expired'
  | 'cancelled'
  | 'handler-failed'
  | 'bad-result'
  | 'worker-lost'
  | 'worker-crash-loop'
  | 'request-cycle'
  | 'broker-lost'
  | 'closed'

export interface FailureKind {
  readonly meaning: string
  /** May the handler have started? `false` means certainly not. */
  readonly mayHaveRun: boolean
}

export const failureKinds: { readonly [code in FailureCode]: FailureKind } = {
  'bad-request': { meaning: 'the request could not be read, or asks for what cannot be', mayHaveRun: false },
  'invalid-input': { meaning: 'the input is not what the contract says', mayHaveRun: false },
  'invalid-output': { meaning: 'the result of the handler is not what the contract says', mayHaveRun: true },
  'contract-mismatch': { meaning: 'the worker has another contract than the caller', mayHaveRun: false },
  'unsupported-version': { meaning: 'the peer speaks another version of the protocol', mayHaveRun: false },
  'unknown-target': { meaning: 'no worker and no service has this name', mayHaveRun: false },
  'too-large': { meaning: 'a body is longer than the limit', mayHaveRun: false },
  overloaded: { meaning: 'a queue is full', mayHaveRun: false },
  deadline: { meaning: 'the deadline passed before a reply came', mayHaveRun: true },
  'run-timeout': { meaning: 'the handler ran longer than it may', mayHaveRun: true },
  expired: { meaning: 'the request waited for longer than it may', mayHaveRun: false },
  cancelled: { meaning: 'the caller cancelled the request', mayHaveRun: true },
  'handler-failed': { meaning: 'the handler threw or rejected', mayHaveRun: true },
  'bad-result': { meaning: 'the handler returned what cannot be put on the wire', mayHaveRun: true },
  'worker-lost': { meaning: 'the worker ended before it answered', mayHaveRun: true },
  'worker-crash-loop': { meaning: 'the worker ends again and again, and rests for a while', mayHaveRun: false },
  'request-cycle': { meaning: 'the workers that could serve the request all wait for it', mayHaveRun: false },
  'broker-lost': { meaning: 'the connection to the broker ended', mayHaveRun: true },
  closed: { meaning: 'the client, broker or worker was closed', mayHaveRun: true },
}

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureKinds, code)
}

/** An error as it travels. */
export interface ErrorDetail {
  readonly message: string
  /** Its class, `TypeError` for one. */
  readonly name?: string
  /** The `code` that many errors have. */
  readonly code?: string
  /** Its stack, where the worker was told to send it. */
  readonly stack?: string
  /** Of `request-cycle`: the workers through which the request came, and the one that cannot serve it. */
  readonly path?: readonly string[]
  readonly cause?: ErrorDetail
}

/** What is wrong with a value, by a schema. */
export interface InputIssue {
  readonly message: string
  /** Where, from the outside in. */
  readonly path?: readonly (string | number)[]
}

/** What a worker says of a contract that it serves. */
export interface ServedContract {
  readonly name: string
  readonly version: string
  /** The hash of each task. */
  readonly tasks: { readonly [task: string]: string }
}

/** What a failure record carries as its body, in JSON. `message` says what happened and what to do about it. */
export interface FailureDetail extends ErrorDetail {
  /** Whether the handler may have started, where it is known better than the code alone tells. */
  readonly mayHaveRun?: boolean
  /** Of `overloaded`: milliseconds after which trying again is worth it, by the pace at which the queue moves. */
  readonly retryAfterMs?: number
  /** Of `invalid-input` and `invalid-output`. */
  readonly issues?: readonly InputIssue[]
  /** Of `contract-mismatch`: what is served there. */
  readonly contract?: ServedContract
}
