/**
 * The one error class of this package: what a caller gets who hands in something that cannot be put on the wire.
 * Bytes that come from a peer never throw; they are a `Violation` (see `violation.ts`).
 */

export type ProtocolErrorCode =
  | 'invalid-name'
  | 'invalid-limit'
  | 'unencodable-body'
  | 'undecodable-body'
  | 'unknown-codec'
  | 'invalid-descriptor'

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
