/** A value to a body, by the codec that its contract names. */
import { EncodedBody, ProtocolError } from '@errand/protocol'
import type { BodyCodec } from '../define/task.js'
import { isPlainData } from './plain-data.js'
import { pack, structuredLetter } from './structured-codec.js'
import { changedIn, uncarriedIn } from './uncarried.js'

/**
 * @returns bytes as they are, and nothing for nothing
 * @throws ProtocolError `unencodable-body` with the place of what cannot be carried
 */
export function encodeBody(value: unknown, codec: BodyCodec): unknown {
  if (value === undefined || value instanceof Uint8Array) return value
  if (codec !== 'msgpack' && isPlainData(value)) return json(value)
  if (codec === 'json') return jsonOrWhyNot(value)
  try {
    const place = uncarriedIn(value)
    if (place) throw refusal('no codec carries', place)
    return new EncodedBody({ codec: structuredLetter, body: pack(value) })
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause
    // What nests too deep for the stack, and getters that throw.
    throw new ProtocolError('unencodable-body', `application/msgpack cannot carry it: ${String(cause)}`, { cause })
  }
}

function json(value: unknown): EncodedBody {
  return new EncodedBody({ codec: 'j', body: JSON.stringify(value) })
}

/** What is undefined in an object is left out, and so may it be. */
function jsonOrWhyNot(value: unknown): EncodedBody {
  try {
    const place = changedIn(value)
    if (place) throw refusal('JSON does not carry', place)
    return json(value)
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause
    throw new ProtocolError('unencodable-body', `JSON cannot carry it: ${String(cause)}`, { cause })
  }
}

function refusal(who: string, { path, what }: { readonly path: string; readonly what: string }): ProtocolError {
  return new ProtocolError('unencodable-body', `${path} is ${what}: ${who} it`)
}
