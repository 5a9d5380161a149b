/**
 * Packets to records. Whatever the bytes are, this returns: the records that could be read, and a violation for each
 * that could not. A record whose header can be read harms nobody but itself.
 */
import type { ProtocolLimits } from './limits.js'
import { isName } from './names.js'
import { noBody, ownFrameBase64, ownFrameRaw, packetMark, packetPrefix } from './packet-layout.js'
import type { WireRecord } from './record.js'
import { fieldTypes, kindOfLetter, type RecordKindName, recordKinds } from './record-kinds.js'
import type { Violation, ViolationCode } from './violation.js'

export interface DecodedPacket {
  readonly records: readonly WireRecord[]
  readonly violations: readonly Violation[]
}

const digit0 = 0x30
const digit9 = 0x39
/** 2^53 − 1 has 16 digits; 15 are always exact. */
const countDigitsMax = 15

/** The decimal number in `text` from `start` to `end`, or -1 where it is none. */
function readCount(text: string, start: number, end: number): number {
  if (end <= start || end - start > countDigitsMax) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at)
    if (unit < digit0 || unit > digit9) return -1
    value = value * 10 + unit - digit0
  }
  return value
}

/** One pass over one packet. */
class Reader {
  readonly records: WireRecord[] = []
  readonly violations: Violation[] = []
  readonly #text: string
  readonly #frames: readonly Uint8Array[]
  readonly #limits: ProtocolLimits
  #at = packetPrefix.length
  #nextFrame = 1

  constructor(text: string, frames: readonly Uint8Array[], limits: ProtocolLimits) {
    this.#text = text
    this.#frames = frames
    this.#limits = limits
  }

  readAll(): void {
    while (this.#at < this.#text.length) {
      if (!this.#readRecord()) return
    }
    if (this.#nextFrame < this.#frames.length) {
      this.#violate('stray-frames', `${this.#frames.length - this.#nextFrame} frames belong to no record`)
    }
  }

  /** False where the end of the record cannot be found, and so nothing behind it either. */
  #readRecord(): boolean {
    const text = this.#text
    const start = this.#at
    const end = text.indexOf(';', start)
    const placeAt = end < 0 ? -1 : text.lastIndexOf(',', end) + 1
    if (placeAt <= start) return this.#lose('malformed-header', 'no end of the header', start)
    const comma = text.lastIndexOf(',', placeAt - 2)
    const fieldsEnd = comma > start ? comma : start
    const metadataChars = readCount(text, fieldsEnd + 1, placeAt - 1)
    if (metadataChars < 0) return this.#lose('malformed-header', 'no length of the metadata in the header', start)

    const bodyAt = end + 1 + metadataChars
    const codec = text[placeAt] === noBody ? '' : (text[placeAt] as string)
    const inlineChars = this.#inlineChars(placeAt, end)
    if (inlineChars < 0) return this.#lose('malformed-header', 'the place of the body cannot be read', start)
    if (bodyAt + inlineChars > text.length) return this.#lose('truncated', 'the packet ends inside a record', start)

    this.#at = bodyAt + inlineChars
    const body = this.#readBody(placeAt, end, bodyAt)
    if (body === undefined) return this.#lose('truncated', 'the frame of a body is missing', start)
    const metadata = metadataChars === 0 ? '' : text.slice(end + 1, bodyAt)
    this.#accept(start, fieldsEnd, metadata, codec, body)
    return true
  }

  /** Characters that the body has in the text; 0 where it is elsewhere or nowhere; -1 where that cannot be read. */
  #inlineChars(placeAt: number, end: number): number {
    const text = this.#text
    const codec = text.charCodeAt(placeAt)
    if (end === placeAt + 1) return text[placeAt] === noBody ? 0 : -1
    if (codec < 0x61 || codec > 0x7a) return -1
    const place = text[placeAt + 1]
    if (end === placeAt + 2 && (place === ownFrameRaw || place === ownFrameBase64)) return 0
    return readCount(text, placeAt + 1, end)
  }

  #readBody(placeAt: number, end: number, bodyAt: number): string | Uint8Array | undefined {
    const place = this.#text[placeAt + 1]
    if (end === placeAt + 2 && (place === ownFrameRaw || place === ownFrameBase64)) {
      const frame = this.#frames[this.#nextFrame++]
      return frame && place === ownFrameBase64 ? latin1(frame) : frame
    }
    return this.#at === bodyAt ? '' : this.#text.slice(bodyAt, this.#at)
  }

  #accept(start: number, fieldsEnd: number, metadata: string, codec: string, body: string | Uint8Array): void {
    const kind = kindOfLetter(this.#text[start] as string)
    if (kind === undefined) return this.#violate('unknown-kind', `a record of kind "${this.#text[start]}"`)
    const record: { [field: string]: unknown; kind: RecordKindName; id: number } = { kind, id: -1 }
    const fault = this.#readFields(record, start + 1, fieldsEnd)
    if (fault !== undefined) return this.#violate('invalid-field', fault, record)
    if (body.length > this.#limits.bodyBytesMax) {
      return this.#violate('too-large', `a body of ${body.length} bytes; allowed are ${this.#limits.bodyBytesMax}`, record)
    }
    if (metadata.length > this.#limits.metadataCharsMax) {
      return this.#violate('too-large', `metadata of ${metadata.length} characters; allowed are ${this.#limits.metadataCharsMax}`, record)
    }
    record['metadata'] = metadata
    record['codec'] = codec
    record['body'] = body
    this.records.push(record as unknown as WireRecord)
  }

  /** @returns what is wrong, or undefined; more fields than are known come from a later version and are passed over */
  #readFields(record: { [field: string]: unknown }, start: number, end: number): string | undefined {
    const text = this.#text
    let at = start
    for (const field of recordKinds[record['kind'] as RecordKindName].fields) {
      if (at > end) return `the field ${field} is missing`
      const found = text.indexOf(',', at)
      const next = found < 0 || found > end ? end : found
      const value = fieldTypes[field] === 'count' ? readCount(text, at, next) : text.slice(at, next)
      if (value === -1 || (typeof value === 'string' && !isName(value))) return `the field ${field} is "${text.slice(at, Math.min(next, at + 40))}"`
      record[field] = value
      at = next + 1
    }
    return undefined
  }

  #lose(code: ViolationCode, message: string, start: number): false {
    this.#violate(code, `${message}, at character ${start}; what follows it is lost`)
    return false
  }

  #violate(code: ViolationCode, message: string, record?: { kind: RecordKindName; id: number }): void {
    const known = record && record.id >= 0 ? { kind: record.kind, id: record.id } : {}
    this.violations.push({ code, message, ...known })
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function refusal(code: ViolationCode, message: string): DecodedPacket {
  return { records: [], violations: [{ code, message }] }
}

/**
 * @param frames the frames of one message, without routing id and delimiter; long bodies stay views of them
 */
export function decodePacket(frames: readonly Uint8Array[], limits: ProtocolLimits): DecodedPacket {
  const first = frames[0]
  if (!first || first.length < packetPrefix.length || first[0] !== packetMark.charCodeAt(0)) {
    return refusal('not-a-packet', 'the message does not begin like a packet')
  }
  if (first[1] !== packetPrefix.charCodeAt(1)) {
    return refusal('unsupported-version', `a packet of version "${String.fromCharCode(first[1] as number)}"; spoken here is ${packetPrefix[1]}`)
  }
  if (first.length > limits.packetCharsMax) {
    return refusal('too-large', `a first frame of ${first.length} bytes; allowed are ${limits.packetCharsMax}`)
  }
  const text = latin1(first)
  if (Buffer.byteLength(text) !== text.length) return refusal('not-ascii', 'the first frame has bytes outside ASCII')
  const reader = new Reader(text, frames, limits)
  reader.readAll()
  return reader
}
