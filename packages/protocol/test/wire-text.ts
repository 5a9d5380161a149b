/** Packets written by hand, as a peer that is not this code would write them: for what the encoder never makes. */
import { emptyPayload, type WireRecord } from '../src/record.js'

interface RecordText {
  /** Letter and fields with their commas: `q17,worker.3,30000,1,`. */
  readonly head: string
  readonly metadata?: string
  /** Codec and place, where the place is not the body's length: `j*`. */
  readonly place?: string
  readonly codec?: string
  readonly body?: string
}

/** One record of a packet's text, with true lengths. */
export function recordText({ head, metadata = '', place, codec, body = '' }: RecordText): string {
  const inline = codec === undefined ? '-' : `${codec}${body.length}`
  return `${head}${metadata.length},${place ?? inline};${metadata}${body}`
}

/** The frames of a packet with this text behind its prefix. */
export function packetOf(text: string, ...frames: readonly (string | Uint8Array)[]): Uint8Array[] {
  return [`E1${text}`, ...frames].map(bytesOfFrame)
}

/** What ZeroMQ makes of a frame. */
export function bytesOfFrame(frame: string | Uint8Array): Uint8Array {
  return typeof frame === 'string' ? Buffer.from(frame, 'utf8') : frame
}

/** A request as plain as can be, to stand beside a bad record. */
export function requestOf(id: number): WireRecord {
  return { kind: 'request', id, target: 'worker.1', deadlineMs: 30_000, attempts: 1, metadata: '', ...emptyPayload }
}

/** The text of `requestOf(id)`. */
export function requestText(id: number): string {
  return `q${id},worker.1,30000,1,0,-;`
}
