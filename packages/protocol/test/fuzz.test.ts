/**
 * The decoder under anything a peer may send: it answers with records that are well-typed and with violations, and never
 * throws. 100,000 cases; `ERRAND_FUZZ_CASES` sets another number. A failure prints the seed that repeats it.
 */
import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { resolveLimits } from '../src/limits.js'
import { type DecodedPacket, decodePacket } from '../src/packet-decoder.js'
import { packetEncoder } from '../src/packet-encoder.js'
import { recordKinds } from '../src/record-kinds.js'
import { type Spoilable, anySpoiling, spoil } from './packet-mutations.js'
import { anyRecord } from './record-arbitraries.js'
import { faultOfRecord } from './record-meaning.js'
import { bytesOfFrame, requestText } from './wire-text.js'

// A loaded machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

const cases = Number(process.env['ERRAND_FUZZ_CASES'] ?? 100_000)
const share = (part: number): { numRuns: number } => ({ numRuns: Math.ceil(cases * part) })

// Small, so that spoilt packets meet every limit.
const limits = resolveLimits({
  inlineCharsMax: 64,
  bodyBytesMax: 1024,
  metadataCharsMax: 256,
  packetChars: 1024,
  packetCharsMax: 4096,
})

const kinds = new Set(Object.keys(recordKinds))

/** Throws where an answer is not what it has to be, whatever the question was. */
function check({ records, violations }: DecodedPacket): void {
  for (const record of records) {
    const fault = faultOfRecord(record, limits)
    if (fault !== undefined) throw new Error(`${JSON.stringify(record)}: ${fault}`)
  }
  for (const { kind, id, message } of violations) {
    if (kind !== undefined && !kinds.has(kind)) throw new Error(`a violation of the kind ${kind}`)
    if (id !== undefined && !Number.isSafeInteger(id)) throw new Error(`a violation of the id ${id}`)
    if (message.length > 400) throw new Error(`a message of ${message.length} characters`)
  }
}

/** Throws where records that a broker passes on make a packet that is not clean. */
function checkRelay({ records }: DecodedPacket): void {
  const encoder = packetEncoder(limits, 'any')
  for (const record of records) encoder.add(record)
  const relayed = decodePacket(encoder.take().map(bytesOfFrame), limits)
  const violation = relayed.violations.find(({ code }) => code !== 'too-large')
  if (violation) throw new Error(`passed on: ${violation.message}`)
}

function frameOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

it('answers to arbitrary frames', () => {
  const anyFrames = fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 3 })
  fc.assert(
    fc.property(anyFrames, (frames) => check(decodePacket(frames, limits))),
    share(0.1),
  )
})

it('answers to arbitrary text behind the mark of a packet', () => {
  const anyPart = fc.constantFrom(
    'q',
    'r',
    'c',
    'd',
    'j',
    'b',
    ';',
    ',',
    '-',
    '*',
    '~',
    '0',
    '1',
    '7',
    '-;',
    ',0,',
    'j2;{}',
    ',w,',
    '\u0080',
  )
  const anyParts = fc.array(anyPart, { maxLength: 24 })
  const frames = [new Uint8Array(3), new Uint8Array(2000)]
  fc.assert(
    fc.property(anyParts, (parts) => check(decodePacket([frameOf(`E1${parts.join('')}`), ...frames], limits))),
    share(0.2),
  )
})

/** Packets as errand sends them. */
function realPackets(): Spoilable[] {
  return fc
    .sample(fc.array(anyRecord, { minLength: 1, maxLength: 6 }), { numRuns: 200, seed: 1 })
    .map((records, index) => {
      const encoder = packetEncoder(limits, index % 2 === 0 ? 'any' : 'strings')
      for (const record of records) encoder.add(record)
      const [text, ...frames] = encoder.take()
      return { text: text as string, frames: frames.map(bytesOfFrame) }
    })
}

it('answers to real packets that were spoilt', () => {
  const packets = realPackets()
  const seen = new Set<string>()
  fc.assert(
    fc.property(anySpoiling, (spoiling) => {
      const { text, frames } = spoil(packets, spoiling)
      const decoded = decodePacket([frameOf(text), ...frames], limits)
      check(decoded)
      checkRelay(decoded)
      for (const { code } of decoded.violations) seen.add(code)
    }),
    share(0.6),
  )
  // The spoiling is good for something only if it meets every answer there is.
  if (cases < 10_000) return
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

it('lets the neighbours of a record live whose fields are spoilt', () => {
  const anyFields = fc.string({ unit: fc.constantFrom(...'q7,,,w.-\0'.split('')), maxLength: 16 })
  const anyEnd = fc.constantFrom('0,-;', '2,-;{}', '0,j2;{}', '0,b*;', '2,j4;{}null')
  fc.assert(
    fc.property(anyFields, anyEnd, (fields, end) => {
      const text = `E1${requestText(1)}q${fields},${end}${requestText(2)}`
      const frames = end.includes('*') ? [new Uint8Array(3)] : []
      const { records, violations } = decodePacket([frameOf(text), ...frames], limits)
      const neighbours = records.filter((record) => record.kind === 'request' && record.target === 'worker.1')
      if (neighbours.length !== 2 || records.length + violations.length !== 3) throw new Error('a neighbour is lost')
    }),
    share(0.1),
  )
})
