/** A request as it is put together, before it has a number. What cannot travel ends it here, before anything is sent. */
import {
  bytesBeyond,
  emptyPayload,
  type FindRecord,
  type Payload,
  type PayloadCodecs,
  ProtocolError,
  type ProtocolLimits,
  type RequestRecord,
} from '@errand/protocol'
import { nameOfText } from './name-of-text.js'
import type { RequestOptions } from './options.js'
import { RequestError } from './request-error.js'

type Draft<Kind> = { -readonly [field in keyof Kind]: Kind[field] }

export type RequestDraft = Draft<RequestRecord>
export type FindDraft = Draft<FindRecord>

export interface DraftRules {
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  readonly defaultDeadlineMs?: number
}

/** Thirty seconds: long enough for most work, short enough for a person who waits. */
export const standardDeadlineMs = 30_000

export interface Asked {
  readonly target: string
  readonly body: unknown
  readonly options: RequestOptions
  /** The task whose handler asks. */
  readonly parent: number | undefined
  /** Chunks that are taken before more are granted, where the answer is a stream. */
  readonly window?: number | undefined
  /** Whoever asks wants to know that it was accepted, and nothing more. */
  readonly isQuiet?: boolean
}

/** @throws RequestError `bad-request`, `too-large` */
export function draftRequest(asked: Asked, rules: DraftRules): RequestDraft {
  const { target, body, options, parent } = asked
  const payload = encodeBody(target, body, rules)
  const routing = routingOf(options)
  const { deadlineMs = rules.defaultDeadlineMs ?? standardDeadlineMs, attempts = 1, runTimeoutMs, backoffMs } = options
  return {
    kind: 'request',
    id: 0,
    target,
    deadlineMs,
    attempts,
    parent,
    method: options.method,
    runTimeoutMs: runTimeoutMs && Math.ceil(runTimeoutMs),
    backoffMs: backoffMs && Math.ceil(backoffMs),
    ttlMs: routing.ttlMs,
    priority: routing.priority,
    member: routing.member,
    sticky: routing.sticky,
    key: routing.key,
    window: asked.window,
    progress: options.onProgress && 1,
    quiet: asked.isQuiet ? 1 : undefined,
    metadata: options.metadata ? metadataText(target, options.metadata, rules.limits) : '',
    codec: payload.codec,
    body: payload.body,
  }
}

export function draftFind(target: string): FindDraft {
  return { kind: 'find', id: 0, target }
}

type Routing = Pick<RequestRecord, 'ttlMs' | 'priority' | 'member' | 'sticky' | 'key'>

const noRouting: Routing = {
  ttlMs: undefined,
  priority: undefined,
  member: undefined,
  sticky: undefined,
  key: undefined,
}

const priorities = { high: 1, normal: undefined, low: 2 } as const

/** One shape for all requests, whatever they ask for. */
function routingOf({ ttlMs, priority, to, key }: RequestOptions): Routing {
  if (ttlMs === undefined && priority === undefined && to === undefined && key === undefined) return noRouting
  return {
    ttlMs: ttlMs && Math.ceil(ttlMs),
    priority: priority && priorities[priority],
    member: typeof to === 'string' ? to : undefined,
    sticky: typeof to === 'object' ? nameOfText(to.sticky) : undefined,
    key: key === undefined ? undefined : nameOfText(key),
  }
}

function metadataText(target: string, metadata: object, { metadataCharsMax }: ProtocolLimits): string {
  const text = JSON.stringify(metadata)
  if (text.length <= metadataCharsMax) return text
  const message = `the metadata has ${text.length} characters; allowed are ${metadataCharsMax}`
  throw new RequestError('too-large', message, { target })
}

function encodeBody(target: string, body: unknown, { codecs, limits }: DraftRules): Payload {
  const payload = body === undefined ? emptyPayload : encode(target, body, codecs)
  const bytes = bytesBeyond(payload.body, limits.bodyBytesMax)
  if (bytes === undefined) return payload
  throw new RequestError('too-large', `the body has ${bytes} bytes; allowed are ${limits.bodyBytesMax}`, { target })
}

/** Bytes are copied: what their owner does with them afterwards is no business of the request's. */
function encode(target: string, body: unknown, codecs: PayloadCodecs): Payload {
  try {
    const payload = codecs.encode(body)
    return body instanceof Uint8Array && typeof payload.body !== 'string'
      ? { codec: payload.codec, body: Buffer.from(payload.body) }
      : payload
  } catch (cause) {
    const message = cause instanceof ProtocolError ? cause.message : String(cause)
    throw new RequestError('bad-request', message, { target, cause })
  }
}
