/** Ways to spoil a packet, as a program gone wrong or an attacker would: each step is an operation and two numbers. */
import * as fc from 'fast-check'

/** The frames of a message, a character for each byte (latin1). Most is done to the first. */
export type Spoilable = readonly string[]

interface Step {
  readonly operation: keyof typeof operations
  readonly at: number
  readonly pick: number
}

/** What decides how a packet is read. */
const strikingBytes = ';,-*~0123456789qtrfcgydszhjb!E{}":[\\\0\n\u007f\u0080\u00ff'.split('')
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

type Operation = (message: Spoilable, at: number, pick: number, other: Spoilable) => Spoilable

const operations = {
  truncate: ([first = '', ...rest], at) => [first.slice(0, at % (first.length + 1)), ...rest],
  flip: (message, at, pick) =>
    replace(message, at, 1, (byte) => String.fromCharCode(byte.charCodeAt(0) ^ (1 << (pick % 8)))),
  overwrite: (message, at, pick) => replace(message, at, 1, () => oneOf(strikingBytes, pick)),
  insert: (message, at, pick) => replace(message, at, 0, () => oneOf(strikingBytes, pick)),
  remove: (message, at, pick) => replace(message, at, 1 + (pick % 16), () => ''),
  duplicate: (message, at, pick) => replace(message, at, 1 + (pick % 64), (part) => part + part),
  splice: (message, at, pick, [donor = '']) => replace(message, at, 0, () => donor.slice(pick % (donor.length || 1))),
  renumber: (message, at, pick) => renumber(message, at, oneOf(strikingNumbers, pick)),
  dropFrame: (message, at) => message.filter((_, index) => index !== at % message.length),
  addFrame: (message, at, pick, other) => {
    const frame = pick % 2 === 0 ? (other[pick % (other.length || 1)] ?? '') : '\0'.repeat(pick % 256)
    return message.toSpliced(at % (message.length + 1), 0, frame)
  },
} satisfies { readonly [name: string]: Operation }

function replace(message: Spoilable, at: number, length: number, by: (part: string) => string): Spoilable {
  const [first = '', ...rest] = message
  if (first === '') return message
  const start = at % first.length
  const end = start + length
  return [first.slice(0, start) + by(first.slice(start, end)) + first.slice(end), ...rest]
}

/** Puts another number where one stands: a length, an id, or digits in a body. */
function renumber([first = '', ...rest]: Spoilable, at: number, number: string): Spoilable {
  const from = at % (first.length || 1)
  const start = from + first.slice(from).search(/\d/)
  const digits = /^\d+/.exec(first.slice(start))?.[0] ?? ''
  return [first.slice(0, start) + number + first.slice(start + digits.length), ...rest]
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

/** One to four steps on a message of these, with another one to take parts from. */
export function anySpoilt(messages: readonly Spoilable[]): fc.Arbitrary<Spoilable> {
  const anyMessage = fc.nat(messages.length - 1).map((index) => messages[index] as Spoilable)
  return fc
    .tuple(anyMessage, anyMessage, fc.array(anyStep, { minLength: 1, maxLength: 4 }))
    .map(([message, other, steps]) =>
      steps.reduce<Spoilable>(
        (spoilt, { operation, at, pick }) => operations[operation](spoilt, at, pick, other),
        message,
      ),
    )
}
