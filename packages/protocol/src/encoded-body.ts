/** A body that was encoded by whoever knows best how: codecs take it as it is. */
import type { Payload } from './record.js'

export class EncodedBody {
  /** By this it is known, whichever copy of this package has made it. */
  readonly isErrandEncodedBody = true
  readonly payload: Payload

  constructor(payload: Payload) {
    this.payload = payload
  }
}

/** By a property, and not by `in`, which is slow for bytes. */
export function isEncodedBody(value: unknown): value is EncodedBody {
  if (typeof value !== 'object' || value === null) return false
  const { isErrandEncodedBody } = value as { readonly isErrandEncodedBody?: unknown }
  return isErrandEncodedBody === true
}
