/**
 * Packets to records. Whatever the bytes are, this returns: the records that could be read, and a violation for each
 * that could not. A record whose header can be read harms nobody but itself.
 */
import { asBuffer, isAscii } from './bytes-and-text.js'
import { readCount } from './count.js'
import type { ProtocolLimits } from './limits.js'
import {
  jsonLetter,
  noBody,
  ownFrameBase64,
  ownFrameRaw,
  packetMark,
  packetPrefix,
  packetVersion,
} from './packet-layout.js'
import type { Payload, WireRecord } from './record.js'
import { kindOfUnit } from './record-kinds.js'
import { recordReaders } from './record-readers.js'
import { RecordSource } from './record-source.js'
import { shown } from './shown.js'
import type { Violation, ViolationCode } from './violation.js'

export interface DecodedPacket {
  readonly records: readonly WireRecord[]
  readonly violations: readonly Violation[]
}

interface BodyFault {
  readonly code: ViolationCode
  readonly message: string
}

/** A frame as a socket or a port delivers it. */
export type IncomingFrame = string | Uint8Array

const markUnit = packetMark.charCodeAt(0)
const versionUnit = packetVersion.charCodeAt(0)
const comma = 0x2c
const letterA = 0x61
const letterZ = 0x7a

/** One pass over one packet. */
class PacketReader {
  readonly records: WireRecord[] = []
  readonly violations: Violation[] = []
  readonly #text: string
  readonly #frames: readonly IncomingFrame[]
  readonly #limits: ProtocolLimits
  readonly #source: RecordSource
  #at = packetPrefix.length
  #nextFrame = 1

  constructor(text: string, frames: readonly IncomingFrame[], limits: ProtocolLimits) {
    this.#text = text
    this.#frames = frames
    this.#limits = limits
    this.#source = new RecordSource(text)
  }

  readAll(): void {
    const { length } = this.#text
    while (this.#at < length) this.#readRecord()
    // Behind the end where the end of a record was not found: its frames, too, are unknown then.
    if (this.#at === length && this.#nextFrame < this.#frames.length) {
      const strays = `${this.#frames.length - this.#nextFrame} of ${this.#frames.length}`
      this.violations.push({ code: 'stray-frames', message: `${strays} frames belong to no record` })
    }
  }

  #readRecord(): void {
    const text = this.#text
    const start = this.#at
    const end = text.indexOf(';', start)
    const placeAt = end < 0 ? start : commaBefore(text, end, start) + 1
    const fieldsEnd = Math.max(start, commaBefore(text, placeAt - 1, start))
    const metadataChars = readCount(text, fieldsEnd + 1, placeAt - 1)
    if (metadataChars < 0) return this.#loseRest('the end of the header, or the length of the metadata', start)
    const bodyChars = inlineChars(text, placeAt, end)
    if (bodyChars < 0) return this.#loseRest('the place of the body', start)

    const bodyAt = end + 1 + metadataChars
    this.#at = bodyAt + bodyChars
    const source = this.#source
    source.open(start + 1, fieldsEnd)
    source.metadata = metadataChars === 0 ? '' : text.slice(end + 1, bodyAt)
    source.codec = text[placeAt] === noBody ? '' : (text[placeAt] as string)
    source.body = bodyChars === 0 ? '' : text.slice(bodyAt, this.#at)
    this.#accept(text.charCodeAt(start), this.#faultOfPayload(text[placeAt + 1] as string))
  }

  #accept(unit: number, payloadFault: BodyFault | undefined): void {
    const kind = kindOfUnit(unit)
    if (kind === undefined) {
      const letter = shown(String.fromCharCode(unit))
      this.violations.push({ code: 'unknown-kind', message: `a record of kind ${letter}` })
      return
    }
    const record = recordReaders[kind](this.#source)
    const fieldFault = this.#source.fault
    const fault = fieldFault === '' ? payloadFault : ({ code: 'invalid-field', message: fieldFault } as const)
    if (fault === undefined) this.records.push(record)
    else this.violations.push({ ...fault, kind, ...('id' in record && record.id >= 0 ? { id: record.id } : {}) })
  }

  /** Takes the body's own frame, where it has one. */
  #faultOfPayload(place: string): BodyFault | undefined {
    const source = this.#source
    const { bodyBytesMax, metadataCharsMax } = this.#limits
    if (this.#at > this.#text.length) return { code: 'truncated', message: 'the packet ends inside a record' }
    const hasOwnFrame = place === ownFrameRaw || place === ownFrameBase64
    const body = hasOwnFrame ? this.#frames[this.#nextFrame++] : source.body
    if (body === undefined) return { code: 'truncated', message: 'the frame of a body is missing' }
    if (body.length > bodyBytesMax) return tooLarge(`a body of ${body.length} bytes`, bodyBytesMax)
    const { length } = source.metadata
    if (length > metadataCharsMax) return tooLarge(`metadata of ${length} characters`, metadataCharsMax)
    source.body = place === ownFrameBase64 ? textOf(body) : body
    return hasOwnFrame ? faultOfFrame(place, source) : undefined
  }

  #loseRest(missing: string, start: number): void {
    this.#at = Number.POSITIVE_INFINITY
    const message = `${missing} is not there, in the record at character ${start}; what follows it is lost`
    this.violations.push({ code: 'malformed-header', message })
  }
}

/** The place of the last comma before `end`; `start - 1` where there is none from `start` on. */
function commaBefore(text: string, end: number, start: number): number {
  let at = end - 1
  while (at >= start && text.charCodeAt(at) !== comma) at--
  return at
}

/** Characters that the body has in the text; 0 where it is elsewhere or nowhere; -1 where that cannot be read. */
function inlineChars(text: string, placeAt: number, end: number): number {
  const codec = text.charCodeAt(placeAt)
  if (end === placeAt + 1) return text[placeAt] === noBody ? 0 : -1
  if (codec < letterA || codec > letterZ) return -1
  const place = text[placeAt + 1]
  if (end === placeAt + 2 && (place === ownFrameRaw || place === ownFrameBase64)) return 0
  return readCount(text, placeAt + 1, end)
}

/** What is wrong with a body that came in a frame of its own, for the form that its place stands for. */
function faultOfFrame(place: string, { codec, body }: Payload): BodyFault | undefined {
  const isJson = codec === jsonLetter
  const isText = typeof body === 'string'
  if (place === ownFrameRaw) return isText && !isJson ? notInForm('bytes are not a string') : undefined
  if (isJson) return notInForm('JSON is not in base64')
  return isText && isAscii(body) ? undefined : notInForm('base64 is ASCII')
}

function latin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1')
}

function textOf(frame: IncomingFrame): string {
  return typeof frame === 'string' ? frame : latin1(frame)
}

function unitAt(frame: IncomingFrame, at: number): number | undefined {
  return typeof frame === 'string' ? frame.charCodeAt(at) : frame[at]
}

function tooLarge(what: string, allowed: number): BodyFault {
  return { code: 'too-large', message: `${what}; allowed are ${allowed}` }
}

function notInForm(rule: string): BodyFault {
  return { code: 'invalid-field', message: `the frame of the body is not what its place says: ${rule}` }
}

function refusal(code: ViolationCode, message: string): DecodedPacket {
  return { records: [], violations: [{ code, message }] }
}

/**
 * @param frames the frames of one message, without routing id and delimiter; long bodies stay views of them. A port
 * between threads delivers strings as strings, so these are taken as well.
 */
export function decodePacket(frames: readonly IncomingFrame[], limits: ProtocolLimits): DecodedPacket {
  const first = frames[0]
  if (first === undefined || first.length < packetPrefix.length || unitAt(first, 0) !== markUnit) {
    return refusal('not-a-packet', 'the message does not begin like a packet')
  }
  if (unitAt(first, 1) !== versionUnit) {
    const version = shown(String.fromCharCode(unitAt(first, 1) as number))
    return refusal('unsupported-version', `a packet of version ${version}; spoken here is ${packetVersion}`)
  }
  if (first.length > limits.packetCharsMax) {
    return refusal('too-large', `a first frame of ${first.length} bytes; allowed are ${limits.packetCharsMax}`)
  }
  const text = textOf(first)
  if (!isAscii(text)) return refusal('not-ascii', 'the first frame has bytes outside ASCII')
  const reader = new PacketReader(text, frames, limits)
  reader.readAll()
  return { records: reader.records, violations: reader.violations }
}
