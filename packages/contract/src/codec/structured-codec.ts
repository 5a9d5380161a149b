/**
 * MessagePack with what JavaScript has beyond it: Date, Map, Set, BigInt, undefined, typed arrays, RegExp, Error, and circles.
 * It is chosen by contracts, never by the value alone: to everybody else it only reads.
 */
import type { PayloadCodec } from '@errand/protocol'
// The form without an addon: threads that load one cannot be ended at any moment.
import { Packr } from 'msgpackr/pack'

export const structuredLetter = 'm'

const packr = new Packr({ structuredClone: true, moreTypes: true })

export function pack(value: unknown): Uint8Array {
  // Its buffer is used again: what leaves is a copy of no more than that.
  return new Uint8Array(packr.pack(value))
}

export const structuredCodec: PayloadCodec = {
  letter: structuredLetter,
  mediaType: 'application/msgpack',
  accepts: () => false,
  encode: pack,
  decode: (bytes) => packr.unpack(bytes) as unknown,
}

/** Those that were given, and this one, where none of them has its letter. */
export function withStructured(codecs: readonly PayloadCodec[] = []): readonly PayloadCodec[] {
  const isTaken = Array.isArray(codecs) && codecs.some((codec) => codec?.letter === structuredLetter)
  return isTaken || !Array.isArray(codecs) ? codecs : [...codecs, structuredCodec]
}
