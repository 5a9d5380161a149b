/** Sizes that both ends of a link hold each other to, in one place with the reason for each. */
import { ProtocolError } from './errors.js'

export interface ProtocolLimits {
  /**
   * Longest body in bytes, in the form it has on the wire. Minimum 1,024.
   * @default 67108864 (64 MiB: a body is held whole by client, broker and worker)
   */
  readonly bodyBytesMax: number
  /**
   * A body of more characters than this leaves the record text and travels as a frame of its own. 64 to 65,536.
   * @default 4096 (measured: longer strings cost more to join and slice than a frame costs)
   */
  readonly inlineCharsMax: number
  /**
   * A packet is sent off once its record text is this long. 1,024 to 1,048,576.
   * @default 32768 (half the size from which sending a string costs more than sending two)
   */
  readonly packetChars: number
  /**
   * Longest first frame that is read at all. Minimum 4,096.
   * @default 1048576
   */
  readonly packetCharsMax: number
  /**
   * Longest metadata of one record in characters. Minimum 0.
   * @default 8192
   */
  readonly metadataCharsMax: number
}

export const defaultLimits: ProtocolLimits = {
  bodyBytesMax: 64 * 1024 * 1024,
  inlineCharsMax: 4096,
  packetChars: 32 * 1024,
  packetCharsMax: 1024 * 1024,
  metadataCharsMax: 8192,
}

const ranges: { readonly [limit in keyof ProtocolLimits]: readonly [least: number, most: number] } = {
  bodyBytesMax: [1024, 2 ** 31 - 1],
  inlineCharsMax: [64, 65_536],
  packetChars: [1024, 1_048_576],
  packetCharsMax: [4096, 2 ** 29],
  metadataCharsMax: [0, 1_048_576],
}

/** @throws ProtocolError `invalid-limit` naming the limit, its value and its range */
export function resolveLimits(given: Partial<ProtocolLimits> = {}): ProtocolLimits {
  const limits = { ...defaultLimits, ...given }
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = limits[name as keyof ProtocolLimits]
    if (Number.isInteger(value) && value >= least && value <= most) continue
    throw new ProtocolError('invalid-limit', `limits.${name} is ${String(value)}; allowed is an integer from ${least} to ${most}`)
  }
  return limits
}
