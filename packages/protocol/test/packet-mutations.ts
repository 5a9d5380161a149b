/** Ways to spoil a packet, as a program gone wrong or an attacker would: each step is an operation and two numbers. */
import * as fc from 'fast-check'

/** The frames of a packet, the first as text of bytes (latin1), where the cuts are made. */
export interface Spoilable {
  readonly text: string
  readonly frames: readonly Uint8Array[]
}

interface Step {
  readonly operation: keyof typeof operations
  readonly at: number
  readonly pick: number
}

/** What decides how a packet is read. */
const strikingBytes = ';,-*~0123456789qtrfcgydszjb!E{\0\n\u007f\u0080\u00ff'.split('')
const strikingNumbers = [
  '',
  '0',
  '1',
  '-1',
  '63',
  '65',
  '00',
  '1e3',
  '9007199254740991',
  '9007199254740992',
  '99999999999999999',
]

type Operation = (packet: Spoilable, at: number, pick: number, other: Spoilable) => Spoilable

const operations = {
  truncate: (packet, at) => ({ ...packet, text: packet.text.slice(0, at % (packet.text.length + 1)) }),
  flip: (packet, at, pick) =>
    replace(packet, at, 1, (byte) => String.fromCharCode(byte.charCodeAt(0) ^ (1 << (pick % 8)))),
  overwrite: (packet, at, pick) => replace(packet, at, 1, () => oneOf(strikingBytes, pick)),
  insert: (packet, at, pick) => replace(packet, at, 0, () => oneOf(strikingBytes, pick)),
  remove: (packet, at, pick) => replace(packet, at, 1 + (pick % 16), () => ''),
  duplicate: (packet, at, pick) => replace(packet, at, 1 + (pick % 64), (part) => part + part),
  splice: (packet, at, pick, other) => replace(packet, at, 0, () => other.text.slice(pick % other.text.length)),
  renumber: (packet, at, pick) => renumber(packet, at, oneOf(strikingNumbers, pick)),
  dropFrame: (packet, at) => ({
    ...packet,
    frames: packet.frames.filter((_, index) => index !== at % packet.frames.length),
  }),
  addFrame: (packet, at, pick, other) => {
    const frame = other.frames[pick % (other.frames.length || 1)] ?? new Uint8Array(pick % 256)
    return { ...packet, frames: packet.frames.toSpliced(at % (packet.frames.length + 1), 0, frame) }
  },
} satisfies { readonly [name: string]: Operation }

function replace({ text, frames }: Spoilable, at: number, length: number, by: (part: string) => string): Spoilable {
  if (text === '') return { text, frames }
  const start = at % text.length
  const end = start + length
  return { text: text.slice(0, start) + by(text.slice(start, end)) + text.slice(end), frames }
}

/** Puts another number where one stands: a length, an id, or digits in a body. */
function renumber(packet: Spoilable, at: number, number: string): Spoilable {
  const { text } = packet
  const start = text.slice(at % (text.length || 1)).search(/\d/) + (at % (text.length || 1))
  const digits = /^\d+/.exec(text.slice(start))?.[0] ?? ''
  return { ...packet, text: text.slice(0, start) + number + text.slice(start + digits.length) }
}

function oneOf(choices: readonly string[], pick: number): string {
  return choices[pick % choices.length] as string
}

const anyNumber = fc.nat(0xffff)

const anyStep: fc.Arbitrary<Step> = fc.record({
  operation: fc.constantFrom(...(Object.keys(operations) as (keyof typeof operations)[])),
  at: anyNumber,
  pick: anyNumber,
})

/** One to four steps, on a packet that is chosen by number, with another one to take parts from. */
export const anySpoiling = fc.record({
  packet: anyNumber,
  other: anyNumber,
  steps: fc.array(anyStep, { minLength: 1, maxLength: 4 }),
})

export type Spoiling = typeof anySpoiling extends fc.Arbitrary<infer Value> ? Value : never

export function spoil(packets: readonly Spoilable[], { packet, other, steps }: Spoiling): Spoilable {
  const donor = packets[other % packets.length] as Spoilable
  return steps.reduce<Spoilable>(
    (spoilt, { operation, at, pick }) => operations[operation](spoilt, at, pick, donor),
    packets[packet % packets.length] as Spoilable,
  )
}
