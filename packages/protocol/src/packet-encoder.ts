/**
 * Records to packets. A packet's text is built by joining strings, which is the fastest way measured; what is too
 * long for it goes into frames of its own, uncopied.
 */
import type { ProtocolLimits } from './limits.js'
import { jsonLetter, noBody, ownFrameBase64, ownFrameRaw, packetPrefix } from './packet-layout.js'
import type { WireRecord } from './record.js'
import { type FieldName, type OptionName, recordKinds } from './record-kinds.js'

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

/** A record with every field there may be, as the encoder reads it. */
type AnyRecord = { readonly [field in FieldName]?: number | string }

interface PayloadFields {
  readonly metadata: string
  readonly codec: string
  readonly body: string | Uint8Array
}

// oxlint-disable-next-line no-control-regex -- the ASCII range is what is meant
const beyondAscii = /[^\u0000-\u007f]/g

/** Counting UTF-8 bytes is native code, three times as fast as a regular expression. */
function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

/** JSON text may say any character as an escape, so that the text of a packet stays ASCII. */
function escapeBeyondAscii(json: string): string {
  return json.replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function textForm(codec: string, body: Uint8Array): string {
  return asBuffer(body).toString(codec === jsonLetter ? 'utf8' : 'base64')
}

/** Options up to the last that says something. Mostly none does. */
function optionsText(record: AnyRecord, options: readonly OptionName[]): string {
  let last = options.length - 1
  while (last >= 0 && !record[options[last] as OptionName]) last--
  let text = ''
  for (let at = 0; at <= last; at++) text += `${record[options[at] as OptionName] ?? ''},`
  return text
}

class Encoder implements PacketEncoder {
  readonly #inlineCharsMax: number
  /** What makes `inlineCharsMax` characters of base64. */
  readonly #inlineBytesMax: number
  readonly #forms: FrameForms
  #text = ''
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
    const kind = recordKinds[record.kind]
    let header = kind.letter
    for (const field of kind.fields) header += `${(record as AnyRecord)[field]},`
    if (kind.options.length > 0) header += optionsText(record as AnyRecord, kind.options)
    this.#text += header
    if (kind.hasBody) this.#addPayload(record as PayloadFields)
    else this.#text += '0,-;'
  }

  take(): OutgoingFrame[] {
    const frames = this.#frames
    frames.unshift(packetPrefix + this.#text)
    this.#text = ''
    this.#frames = []
    return frames
  }

  #addPayload({ metadata, codec, body }: PayloadFields): void {
    const safeMetadata = metadata === '' || isAscii(metadata) ? metadata : escapeBeyondAscii(metadata)
    this.#text += `${safeMetadata.length},`
    if (codec === '') this.#text += `${noBody};${safeMetadata}`
    else if (typeof body === 'string') this.#addText(safeMetadata, codec, body)
    else this.#addBytes(safeMetadata, codec, body)
  }

  #addText(metadata: string, codec: string, body: string): void {
    if (body.length > this.#inlineCharsMax) return this.#addFrame(metadata, codec, body)
    const safe = isAscii(body) ? body : escapeBeyondAscii(body)
    this.#text += `${codec}${safe.length};${metadata}${safe}`
  }

  #addBytes(metadata: string, codec: string, body: Uint8Array): void {
    // JSON in its raw form came in a frame of its own, so it is long: it goes on in one.
    if (codec === jsonLetter || body.length > this.#inlineBytesMax) return this.#addFrame(metadata, codec, body)
    const base64 = asBuffer(body).toString('base64')
    this.#text += `${codec}${base64.length};${metadata}${base64}`
  }

  #addFrame(metadata: string, codec: string, body: string | Uint8Array): void {
    const frame = typeof body === 'string' || this.#forms === 'any' ? body : textForm(codec, body)
    const place = typeof frame === 'string' && codec !== jsonLetter ? ownFrameBase64 : ownFrameRaw
    this.#text += `${codec}${place};${metadata}`
    this.#frames.push(frame)
  }
}

export function packetEncoder(limits: ProtocolLimits, forms: FrameForms): PacketEncoder {
  return new Encoder(limits, forms)
}
