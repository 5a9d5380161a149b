/** Sizes that both ends of a link hold each other to, in one place with the reason for each. */
import { ProtocolError } from './errors.js'
import { isOptions } from './option-values.js'
import { shown } from './shown.js'

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
   * Longest first frame that is read at all. Minimum 4,096, and `packetChars` with room for one more record.
   * @default 1048576
   */
  readonly packetCharsMax: number
  /**
   * Longest metadata of one record in characters, as it stands in the packet. 0 to 1,048,576.
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

/** Letter, fields and lengths of a record: three names and four counts at most, and their commas. */
const headerCharsMax = 512
/** A character beyond ASCII stands as `\u` and four digits. */
const charsOfEscape = 6

/** The longest first frame that a sender with these limits makes: a record is added as long as there is room at all. */
function longestPacket({ packetChars, inlineCharsMax, metadataCharsMax }: ProtocolLimits): number {
  return packetChars + headerCharsMax + metadataCharsMax + charsOfEscape * inlineCharsMax
}

/** @throws ProtocolError `invalid-limit` naming the limit, its value and its range */
export function resolveLimits(given: Partial<ProtocolLimits> = {}): ProtocolLimits {
  if (!isOptions(given)) throw new ProtocolError('invalid-limit', `limits is ${shown(given)}; allowed is an object`)
  const limits = { ...defaultLimits, ...given }
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = limits[name as keyof ProtocolLimits]
    if (Number.isInteger(value) && value >= least && value <= most) continue
    throw new ProtocolError(
      'invalid-limit',
      `limits.${name} is ${shown(value)}; allowed is an integer from ${least} to ${most}`,
    )
  }
  const least = longestPacket(limits)
  if (limits.packetCharsMax >= least) return limits
  const rule = `packetChars, inlineCharsMax and metadataCharsMax make packets of up to ${least} characters`
  throw new ProtocolError('invalid-limit', `limits.packetCharsMax is ${limits.packetCharsMax}; ${rule}`)
}
