/**
 * Payload codecs: values to bodies and back. The two that errand needs are here; others come in by `payloadCodecs`.
 * JSON is the only text codec; a body of any other is bytes, which stand as base64 in a packet's text and as they are in
 * a frame of their own.
 */
import { asBuffer } from './bytes-and-text.js'
import { isEncodedBody } from './encoded-body.js'
import { ProtocolError } from './errors.js'
import { hasMethods } from './option-values.js'
import { jsonLetter } from './packet-layout.js'
import { emptyPayload, type Payload } from './record.js'
import { shown } from './shown.js'

export interface PayloadCodec {
  /** One letter a to z, its id on the wire. `j` and `b` are taken. */
  readonly letter: string
  /** Media type, for people and gateways. */
  readonly mediaType: string
  /** True for the values that this codec should encode; codecs are asked in order, the first that says yes has it. */
  accepts(value: unknown): boolean
  /** @throws anything; it reaches the caller as ProtocolError `unencodable-body` with this as its cause */
  encode(value: unknown): Uint8Array
  decode(bytes: Uint8Array): unknown
}

export interface PayloadCodecs {
  /** @throws ProtocolError `unencodable-body` where the value cannot be carried */
  encode(value: unknown): Payload
  /** @throws ProtocolError `unknown-codec`, `undecodable-body` */
  decode(payload: Payload): unknown
}

/** `application/octet-stream`: a Uint8Array (a Buffer is one) arrives as a Buffer of the same bytes. */
export const bytesCodec: PayloadCodec = {
  letter: 'b',
  mediaType: 'application/octet-stream',
  accepts: (value) => value instanceof Uint8Array,
  encode: (value) => value as Uint8Array,
  decode: (bytes) => asBuffer(bytes),
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What JSON cannot carry at all (a function, a symbol, a cycle, a BigInt) is refused; inside objects JSON's rules hold. */
function encodeJson(value: unknown): Payload {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`JSON has no form for a ${typeof value}`)
  return { codec: jsonLetter, body: text }
}

function assertCodecs(codecs: readonly PayloadCodec[]): void {
  if (!Array.isArray(codecs))
    throw new ProtocolError('unknown-codec', `codecs is ${shown(codecs)}; allowed is a list of codecs`)
  const taken = new Set([jsonLetter, bytesCodec.letter])
  for (const codec of codecs) {
    if (!hasMethods(codec, 'accepts', 'encode', 'decode'))
      throw new ProtocolError(
        'unknown-codec',
        `one of the codecs is ${shown(codec)}; allowed is an object with accepts, encode and decode`,
      )
    const { letter, mediaType } = codec
    if (typeof letter !== 'string' || !/^[a-z]$/.test(letter) || taken.has(letter)) {
      const others = [...taken].join(', ')
      throw new ProtocolError(
        'unknown-codec',
        `the codec ${typeof mediaType === 'string' ? mediaType : shown(mediaType)} has the letter ${shown(letter)}; allowed is one of a to z except ${others}`,
      )
    }
    taken.add(letter)
  }
}

/** The same bytes in an array of no other class. Those that are detached, or lie about their length, are found out by this. */
function plain(bytes: Uint8Array): Uint8Array {
  return isPlain(bytes) ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Whether nothing of it can lie: the usual case, of which no other array need be made. */
function isPlain(bytes: Uint8Array): boolean {
  const prototype: unknown = Object.getPrototypeOf(bytes)
  const isOfClass = prototype === Buffer.prototype || prototype === Uint8Array.prototype
  return isOfClass && bytes.length > 0 && !Object.hasOwn(bytes, 'length')
}

function encodeWith(codec: PayloadCodec, value: unknown): Payload {
  const body: unknown = codec.encode(value)
  if (body instanceof Uint8Array) return { codec: codec.letter, body: plain(body) }
  throw new TypeError(`the codec made ${shown(body)} of it, not a Uint8Array`)
}

/** @param more codecs that are asked before bytes and JSON, in this order */
export function payloadCodecs(more: readonly PayloadCodec[] = []): PayloadCodecs {
  assertCodecs(more)
  const codecs = [...more, bytesCodec]
  const byLetter = new Map(codecs.map((codec) => [codec.letter, codec]))

  function encode(value: unknown): Payload {
    if (value === undefined) return emptyPayload
    if (isEncodedBody(value)) return value.payload
    let codec: PayloadCodec | undefined
    try {
      codec = codecs.find((candidate) => candidate.accepts(value))
      return codec ? encodeWith(codec, value) : encodeJson(value)
    } catch (cause) {
      const mediaType = codec?.mediaType ?? 'application/json'
      throw new ProtocolError('unencodable-body', `${mediaType} cannot carry this ${typeof value}: ${shown(cause)}`, {
        cause,
      })
    }
  }

  function decodeWith(codec: PayloadCodec, body: string | Uint8Array): unknown {
    return codec.decode(typeof body === 'string' ? Buffer.from(body, 'base64') : body)
  }

  function decode({ codec, body }: Payload): unknown {
    if (codec === '') return undefined
    const found = byLetter.get(codec)
    if (!found && codec !== jsonLetter) {
      const known = [jsonLetter, ...byLetter.keys()].join(', ')
      throw new ProtocolError('unknown-codec', `a body of codec ${shown(codec)} came; known here are ${known}`)
    }
    try {
      return found
        ? decodeWith(found, body)
        : (JSON.parse(typeof body === 'string' ? body : utf8.decode(body)) as unknown)
    } catch (cause) {
      throw new ProtocolError(
        'undecodable-body',
        `the body is not what its codec ${shown(codec)} reads: ${shown(cause)}`,
        { cause },
      )
    }
  }

  return { encode, decode }
}
