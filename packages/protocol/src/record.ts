/**
 * Records as the program holds them. A body stays in the form in which it travels, so that a broker can pass it on
 * without reading it.
 */
import type { FailureCode } from './failures.js'
import type { RecordKindName } from './record-kinds.js'

/**
 * A payload in transit.
 * `codec` is the letter of its codec (see `payload.ts`), or `''` where there is no body.
 * `body` is a string, the *text form*: JSON text for a text codec, base64 for a bytes codec; or a Uint8Array, the *raw
 * form*: the UTF-8 of that text, or the bytes themselves.
 */
export interface Payload {
  readonly codec: string
  readonly body: string | Uint8Array
}

export const emptyPayload: Payload = { codec: '', body: '' }

export interface WithPayload extends Payload {
  /** JSON text of an object with string values, or `''`: trace context and the like, passed on with the work. */
  readonly metadata: string
}

export interface Identified {
  readonly id: number
}

export interface RequestRecord extends Identified, WithPayload {
  readonly kind: 'request'
  readonly target: string
  readonly deadlineMs: number
  readonly attempts: number
  /** The task whose handler asks; left out by clients. */
  readonly parent?: number | undefined
  readonly runTimeoutMs?: number | undefined
  readonly backoffMs?: number | undefined
}

export interface TaskRecord extends Identified, WithPayload {
  readonly kind: 'task'
  readonly worker: string
  readonly target: string
  readonly deadlineMs: number
  readonly attempt: number
  readonly runTimeoutMs?: number | undefined
}

export interface ReplyRecord extends Identified, WithPayload {
  readonly kind: 'reply'
}

export interface FailureRecord extends Identified, WithPayload {
  readonly kind: 'failure'
  /** A `FailureCode`, or one of a later version: treat an unknown one as `handler-failed`. */
  readonly code: FailureCode | (string & {})
}

export interface CancelRecord extends Identified {
  readonly kind: 'cancel'
}

export interface GoodbyeRecord {
  readonly kind: 'goodbye'
}

export interface ReadyRecord extends WithPayload {
  readonly kind: 'ready'
  readonly slots: number
}

export interface CreditRecord {
  readonly kind: 'credit'
  readonly slots: number
}

/** The body is the JSON of a list: the ids of the tasks that the worker holds, waiting or running. */
export interface HeartbeatRecord extends WithPayload {
  readonly kind: 'heartbeat'
  readonly lagMs: number
  readonly memoryBytes: number
  readonly lastTask: number
}

export interface StopRecord {
  readonly kind: 'stop'
  readonly graceMs: number
}

export interface StoppedRecord {
  readonly kind: 'stopped'
}

export type WireRecord =
  | RequestRecord
  | TaskRecord
  | ReplyRecord
  | FailureRecord
  | CancelRecord
  | GoodbyeRecord
  | ReadyRecord
  | CreditRecord
  | HeartbeatRecord
  | StopRecord
  | StoppedRecord

export type RecordOf<Kind extends RecordKindName> = Extract<WireRecord, { kind: Kind }>

/** A failure of this id is about the whole link, not about one request: the ids of requests and tasks begin at 1. */
export const linkId = 0

/** How a request ends, as its client is told. */
export type OutcomeRecord = ReplyRecord | FailureRecord
