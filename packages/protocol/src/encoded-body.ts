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

export function isEncodedBody(value: unknown): value is EncodedBody {
  return typeof value === 'object' && (value)?.isErrandEncodedBody === true
}
