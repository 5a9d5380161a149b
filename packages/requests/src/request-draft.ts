/** A request as it is put together, before it has a number. What cannot travel ends it here, before anything is sent. */
import {
  emptyPayload,
  type Payload,
  type PayloadCodecs,
  ProtocolError,
  type ProtocolLimits,
  type RequestRecord,
} from '@errand/protocol'
import type { RequestOptions } from './options.js'
import { RequestError } from './request-error.js'

export type RequestDraft = { -readonly [field in keyof RequestRecord]: RequestRecord[field] }

export interface DraftRules {
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  readonly defaultDeadlineMs?: number
}

/** Thirty seconds: long enough for most work, short enough for a person who waits. */
const standardDeadlineMs = 30_000

export interface Asked {
  readonly target: string
  readonly body: unknown
  readonly options: RequestOptions
  /** The task whose handler asks. */
  readonly parent: number | undefined
}

/** @throws RequestError `bad-request`, `too-large` */
export function draftRequest({ target, body, options, parent }: Asked, rules: DraftRules): RequestDraft {
  const payload = encodeBody(target, body, rules)
  const { deadlineMs = rules.defaultDeadlineMs ?? standardDeadlineMs, attempts = 1, runTimeoutMs, backoffMs } = options
  return {
    kind: 'request',
    id: 0,
    target,
    deadlineMs,
    attempts,
    parent,
    runTimeoutMs: runTimeoutMs && Math.ceil(runTimeoutMs),
    backoffMs: backoffMs && Math.ceil(backoffMs),
    metadata: '',
    codec: payload.codec,
    body: payload.body,
  }
}

function encodeBody(target: string, body: unknown, { codecs, limits }: DraftRules): Payload {
  const payload = body === undefined ? emptyPayload : encode(target, body, codecs)
  const bytes = Buffer.byteLength(payload.body)
  if (bytes <= limits.bodyBytesMax) return payload
  throw new RequestError('too-large', `the body has ${bytes} bytes; allowed are ${limits.bodyBytesMax}`, { target })
}

function encode(target: string, body: unknown, codecs: PayloadCodecs): Payload {
  try {
    return codecs.encode(body)
  } catch (cause) {
    const message = cause instanceof ProtocolError ? cause.message : String(cause)
    throw new RequestError('bad-request', message, { target, cause })
  }
}
