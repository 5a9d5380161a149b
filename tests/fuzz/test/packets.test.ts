/**
 * The decoder under anything a peer may send: it answers with records that are well-typed and with violations, never
 * throws, and what it read can be passed on.
 */
import {
  decodePacket,
  type DecodedPacket,
  type FrameForms,
  packetEncoder,
  recordKinds,
  resolveLimits,
  type WireRecord,
} from '@errand/protocol'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzz, share } from './engine/campaign.js'
import { cases, seed } from './engine/settings.js'
import { bytesOf, textOf } from './frames.js'
import { anySpoilt, type Spoilable } from './packet-spoiling.js'
import { anyRecord, faultOfRecord } from './parts.js'

// Small, so that spoilt packets meet every limit.
const limits = resolveLimits({
  inlineCharsMax: 64,
  bodyBytesMax: 1024,
  metadataCharsMax: 256,
  packetChars: 1024,
  packetCharsMax: 4096,
})

const kinds = new Set(Object.keys(recordKinds))
const messageCharsMax = 400

function read(frames: readonly string[]): DecodedPacket {
  return decodePacket(frames.map(bytesOf), limits)
}

/** Throws where an answer is not what it has to be, whatever the question was. */
function check({ records, violations }: DecodedPacket): void {
  for (const record of records) {
    const fault = faultOfRecord(record, limits)
    if (fault !== undefined) throw new Error(`${JSON.stringify(record)}: ${fault}`)
  }
  for (const { kind, id, message } of violations) {
    if (kind !== undefined && !kinds.has(kind)) throw new Error(`a violation of the kind ${kind}`)
    if (id !== undefined && !Number.isSafeInteger(id)) throw new Error(`a violation of the id ${id}`)
    if (message.length > messageCharsMax) throw new Error(`a message of ${message.length} characters`)
  }
}

/** Throws where records that a broker passes on arrive as others, or not at all. */
function checkRelay({ records }: DecodedPacket, forms: FrameForms): void {
  const encoder = packetEncoder(limits, forms)
  for (const record of records) encoder.add(record)
  const relayed = read(encoder.take().map(textOf))
  // In text form bytes are longer, and may be too long for the next.
  if (relayed.violations.some(({ code }) => code === 'too-large')) return
  const [violation] = relayed.violations
  if (violation) throw new Error(`passed on: ${violation.message}`)
  const [before, after] = [records, relayed.records].map((list) => JSON.stringify(list.map(sayingOf)))
  if (before !== after) throw new Error(`${before} was passed on as ${after}`)
}

/** What a record says, whatever form its body travels in: the broker never reads it, so bad JSON is passed on as it is. */
function sayingOf(record: WireRecord): unknown {
  if (!('body' in record)) return record
  const { codec, body } = record
  if (codec === 'j') return { ...record, body: Buffer.from(body as string).toString() }
  return { ...record, body: typeof body === 'string' ? body : Buffer.from(body).toString('base64') }
}

const anyByte = fc.nat(0xff).map((byte) => String.fromCharCode(byte))

fuzz({
  name: 'arbitrary frames',
  runs: share(0.05),
  inputs: fc.array(fc.string({ unit: anyByte, maxLength: 64 }), { maxLength: 3 }),
  check: (frames) => check(read(frames)),
})

const anyPart = fc.constantFrom(...'qrcdhjb;,-*~017'.split(''), '-;', ',0,', 'j2;{}', ',w,', '\u0080')

fuzz({
  name: 'text behind the mark of a packet',
  runs: share(0.1),
  inputs: fc.array(anyPart, { maxLength: 24 }).map((parts) => [`E1${parts.join('')}`, '\0\0\0', '\0'.repeat(2000)]),
  check: (frames) => check(read(frames)),
})

/** Packets as errand sends them. */
function realPackets(): readonly Spoilable[] {
  return fc
    .sample(fc.array(anyRecord, { minLength: 1, maxLength: 6 }), { numRuns: 300, seed })
    .map((records, index) => {
      const encoder = packetEncoder(limits, index % 2 === 0 ? 'any' : 'strings')
      for (const record of records) encoder.add(record)
      return encoder.take().map(textOf)
    })
}

const seen = new Set<string>()

fuzz({
  name: 'spoilt packets',
  runs: share(0.4),
  inputs: anySpoilt(realPackets()),
  check(frames) {
    const decoded = read(frames)
    check(decoded)
    checkRelay(decoded, 'any')
    checkRelay(decoded, 'strings')
    for (const { code } of decoded.violations) seen.add(code)
  },
})

it.runIf(cases >= 10_000)('spoils packets in every way that is told apart', () => {
  expect([...seen].toSorted()).toEqual([
    'invalid-field',
    'malformed-header',
    'not-a-packet',
    'not-ascii',
    'stray-frames',
    'too-large',
    'truncated',
    'unknown-kind',
    'unsupported-version',
  ])
})

function requestText(id: number): string {
  return `q${id},worker.1,30000,1,0,-;`
}

const anyFields = fc.string({ unit: fc.constantFrom(...'q7,,,w.-\0'.split('')), maxLength: 16 })
const anyEnd = fc.constantFrom('0,-;', '2,-;{}', '0,j2;{}', '0,b*;', '2,j4;{}null')
const anyLetter = fc.constantFrom(...Object.values(recordKinds).map(({ letter }) => letter), 'x', '!')

fuzz({
  name: 'neighbours of a record whose fields are spoilt',
  runs: share(0.05),
  inputs: fc.tuple(anyLetter, anyFields, anyEnd),
  check([letter, fields, end]) {
    const text = `E1${requestText(1)}${letter}${fields},${end}${requestText(2)}`
    const { records, violations } = read(end.includes('*') ? [text, '\0\0\0'] : [text])
    const neighbours = records.filter((record) => record.kind === 'request' && record.target === 'worker.1')
    if (neighbours.length !== 2) throw new Error('a neighbour is lost')
    // A kind without a body takes none, so its frame is a stray.
    if (records.length + violations.length < 3) throw new Error('a record has vanished')
  },
})
