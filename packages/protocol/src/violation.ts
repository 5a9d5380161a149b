/** What is wrong with bytes that a peer sent, as a value: `decodePacket` never throws. */

export type ViolationCode =
  /** Not a packet at all: empty, or of an unknown encoding. */
  | 'not-a-packet'
  /** A packet of a version that this code does not speak. */
  | 'unsupported-version'
  /** The first frame has bytes outside ASCII. */
  | 'not-ascii'
  /** A header that cannot be read; what follows it in the packet is lost with it. */
  | 'malformed-header'
  /** A field that is not of its type, or out of range, or a body that is not in the form it is said to have; the record alone is lost. */
  | 'invalid-field'
  /** A record's body or metadata reaches past the end of what was sent, or the frame of its body is missing. */
  | 'truncated'
  /** A frame, a body or metadata over its limit. */
  | 'too-large'
  /** A record of a kind that this code does not know; it is passed over. */
  | 'unknown-kind'
  /** More frames than the records refer to. */
  | 'stray-frames'

export interface Violation {
  readonly code: ViolationCode
  readonly message: string
  /** The kind of the record at fault, where it could be read: its sender can then be told. */
  readonly kind?: string
  /** The id of the record at fault, where it could be read. */
  readonly id?: number
}
