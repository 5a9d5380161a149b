/**
 * The JSON profile: one JSON object a message, on the seed's endpoints, so that anything that speaks ZeroMQ and JSON
 * can be a client or a worker. Fields other than those named here are the sender's own and travel along untouched.
 */
import { jsonProfileMark } from './packet-layout.js'

/** `{"worker": "worker.3", …}` from a client; the broker adds `source`. */
export interface JsonRequest {
  readonly worker: string
  readonly [field: string]: unknown
}

/** The fields that errand adds to what the seed's programs send. */
export const jsonFields = {
  /** The designated worker or service. */
  target: 'worker',
  /** Routing id of the socket that the request came from; set by the broker. */
  source: 'source',
  /** Name of the worker that answered; set by the worker. */
  response: 'response',
  /** Routing id that the reply came from; set by the broker. */
  responseSocket: 'responseSocket',
  /** What a handler returned that is not an object. */
  result: 'result',
  /** Why there is no reply: `{ code, message }`. */
  failure: 'failure',
  /** The broker's lease of the task, there and back; a worker passes it on with all other fields. */
  lease: 'errandLease',
  /** A client's own number of the request, there and back. */
  request: 'errandRequest',
} as const

export interface JsonMessage {
  readonly [field: string]: unknown
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** True where a message's first frame begins like the JSON profile's. */
export function isJsonProfile(first: Uint8Array | undefined): boolean {
  return first !== undefined && first[0] === jsonProfileMark
}

/** @returns the object, or undefined where the frame is not the JSON of one */
export function parseJsonMessage(frame: Uint8Array): JsonMessage | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(frame))
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isJsonObject(value: unknown): value is JsonMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
