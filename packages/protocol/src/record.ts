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
  readonly method?: string | undefined
  readonly runTimeoutMs?: number | undefined
  readonly backoffMs?: number | undefined
  readonly ttlMs?: number | undefined
  /** 1 high, 2 low. */
  readonly priority?: number | undefined
  /** Chunks that the asker takes before it grants more; left out where it wants no stream. */
  readonly window?: number | undefined
  /** 1 where it wants to hear of progress. */
  readonly progress?: number | undefined
  /** 1 where it wants to know that the request was accepted, and nothing more. */
  readonly quiet?: number | undefined
  readonly member?: string | undefined
  readonly sticky?: string | undefined
  readonly key?: string | undefined
}

export interface TaskRecord extends Identified, WithPayload {
  readonly kind: 'task'
  readonly worker: string
  readonly target: string
  readonly deadlineMs: number
  readonly attempt: number
  readonly method?: string | undefined
  readonly runTimeoutMs?: number | undefined
  readonly window?: number | undefined
  readonly progress?: number | undefined
  /** 1 where a handler asked for it. */
  readonly nested?: number | undefined
  /** What is left of the time before its first start. */
  readonly ttlMs?: number | undefined
}

export interface ReplyRecord extends Identified, WithPayload {
  readonly kind: 'reply'
}

export interface FailureRecord extends Identified, WithPayload {
  readonly kind: 'failure'
  /** A `FailureCode`, or one of a later version: treat an unknown one as `handler-failed`. */
  readonly code: FailureCode | (string & {})
}

/** A part of an answer that is a stream. */
export interface ChunkRecord extends Identified, WithPayload {
  readonly kind: 'chunk'
}

/** What the handler tells of how far it is. */
export interface ProgressRecord extends Identified, WithPayload {
  readonly kind: 'progress'
}

/** The reader of a stream takes so many chunks more. */
export interface PullRecord extends Identified {
  readonly kind: 'pull'
  readonly chunks: number
}

/** The request waits for a worker, and its asker hears no more of it. */
export interface AcceptedRecord extends Identified {
  readonly kind: 'accepted'
}

/** Asks for the workers that serve the target; the answer is a reply, the JSON of a list of their names. */
export interface FindRecord extends Identified {
  readonly kind: 'find'
  readonly target: string
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
  | ChunkRecord
  | ProgressRecord
  | PullRecord
  | AcceptedRecord
  | FindRecord
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

/** What a client is told before the end of its request. */
export type InterimRecord = ChunkRecord | ProgressRecord

/** All that a client is told of its requests. */
export type AnswerRecord = OutcomeRecord | InterimRecord | AcceptedRecord
