/** Records to packets: what fits goes into the packet's text; what is too long for it, into frames of its own, uncopied. */
import { asBuffer, isAscii } from './bytes-and-text.js'
import type { ProtocolLimits } from './limits.js'
import { jsonLetter, noBody, ownFrameBase64, ownFrameRaw, packetPrefix } from './packet-layout.js'
import { base64Chars, PacketText } from './packet-text.js'
import type { WireRecord } from './record.js'
import { recordKinds, type RecordKindName } from './record-kinds.js'
import { recordWriters } from './record-writers.js'

/** A frame to send. A string is copied when it is sent, a Uint8Array is handed over as it is. */
export type OutgoingFrame = string | Uint8Array

/**
 * `strings`: every frame is a string; for threads that can be ended while others hold what they sent.
 * `any`: long bytes travel as they are.
 */
export type FrameForms = 'strings' | 'any'

export interface PacketEncoder {
  /** Adds a record to the packet that is being built. */
  add(record: WireRecord): void
  /** Characters in the packet so far, 0 when nothing was added since the last `take`. */
  readonly chars: number
  /** The frames of the packet that was built; the next record starts another one. */
  take(): OutgoingFrame[]
}

interface PayloadFields {
  readonly metadata: string
  readonly codec: string
  readonly body: string | Uint8Array
}

// oxlint-disable-next-line no-control-regex -- the ASCII range is what is meant
const beyondAscii = /[^\u0000-\u007f]/g

/** JSON text may say any character as an escape, so that the text of a packet stays ASCII. */
function escapeBeyondAscii(json: string): string {
  return json.replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function textForm(codec: string, body: Uint8Array): string {
  return asBuffer(body).toString(codec === jsonLetter ? 'utf8' : 'base64')
}

/** By the writer of its kind, whichever that is. */
type AnyWriter = (to: PacketText, record: WireRecord) => void
const writers = recordWriters as unknown as { readonly [kind in RecordKindName]: AnyWriter }

const semicolon = 0x3b

class Encoder implements PacketEncoder {
  readonly #inlineCharsMax: number
  /** What makes `inlineCharsMax` characters of base64. */
  readonly #inlineBytesMax: number
  readonly #forms: FrameForms
  readonly #text = new PacketText()
  #frames: OutgoingFrame[] = []

  constructor(limits: ProtocolLimits, forms: FrameForms) {
    this.#inlineCharsMax = limits.inlineCharsMax
    this.#inlineBytesMax = Math.floor((limits.inlineCharsMax * 3) / 4)
    this.#forms = forms
  }

  get chars(): number {
    return this.#text.length
  }

  add(record: WireRecord): void {
    const text = this.#text
    const { letter, hasBody } = recordKinds[record.kind]
    if (text.length === 0) text.ascii(packetPrefix)
    text.unit(letter.charCodeAt(0))
    writers[record.kind](text, record)
    if (hasBody) this.#addPayload(record as PayloadFields)
    else text.ascii(`0,${noBody};`)
  }

  take(): OutgoingFrame[] {
    const text = this.#text
    if (text.length === 0) text.ascii(packetPrefix)
    const frames = this.#frames
    frames.unshift(text.take())
    this.#frames = []
    return frames
  }

  #addPayload({ metadata, codec, body }: PayloadFields): void {
    const safe = metadata === '' || isAscii(metadata) ? metadata : escapeBeyondAscii(metadata)
    this.#text.count(safe.length)
    if (codec === '') this.#addMark(noBody, safe)
    else if (typeof body === 'string') this.#addText(safe, codec, body)
    else this.#addBytes(safe, codec, body)
  }

  #addText(metadata: string, codec: string, body: string): void {
    if (body.length > this.#inlineCharsMax) return this.#addFrame(metadata, codec, body)
    const start = this.#text.length
    this.#addPlace(metadata, codec, body.length)
    if (this.#text.ascii(body)) return
    this.#text.length = start
    const escaped = escapeBeyondAscii(body)
    this.#addPlace(metadata, codec, escaped.length)
    this.#text.ascii(escaped)
  }

  #addBytes(metadata: string, codec: string, body: Uint8Array): void {
    // JSON in its raw form came in a frame of its own, so it is long: it goes on in one.
    if (codec === jsonLetter || body.length > this.#inlineBytesMax) return this.#addFrame(metadata, codec, body)
    this.#addPlace(metadata, codec, base64Chars(body.length))
    this.#text.base64(body)
  }

  #addFrame(metadata: string, codec: string, body: string | Uint8Array): void {
    const frame = typeof body === 'string' || this.#forms === 'any' ? body : textForm(codec, body)
    const place = typeof frame === 'string' && codec !== jsonLetter ? ownFrameBase64 : ownFrameRaw
    this.#addMark(codec + place, metadata)
    this.#frames.push(frame)
  }

  /** Of a body that follows in the text. */
  #addPlace(metadata: string, codec: string, chars: number): void {
    this.#text.unit(codec.charCodeAt(0))
    this.#text.count(chars, semicolon)
    this.#text.ascii(metadata)
  }

  /** Of a body that is elsewhere, or nowhere. */
  #addMark(mark: string, metadata: string): void {
    this.#text.name(mark, semicolon)
    this.#text.ascii(metadata)
  }
}

export function packetEncoder(limits: ProtocolLimits, forms: FrameForms): PacketEncoder {
  return new Encoder(limits, forms)
}

/** A packet of one record. */
export function packetOf(record: WireRecord, limits: ProtocolLimits, forms: FrameForms): OutgoingFrame[] {
  const encoder = packetEncoder(limits, forms)
  encoder.add(record)
  return encoder.take()
}
