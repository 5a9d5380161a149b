/**
 * What a record costs on its way into a packet and out of it again. One call of a benchmark is a packet of 30 records,
 * about what gathers on a busy link, so a record takes a thirtieth of its `mean`. What is measured is the build, as users
 * have it: vitest makes every use of an import in a source file a call, which doubles the cost of code like this.
 */
import { bench, describe } from 'vitest'
import {
  decodePacket,
  defaultLimits,
  type OutgoingFrame,
  packetEncoder,
  type Payload,
  type WireRecord,
} from '@errand/protocol'

const recordsPerPacket = 30

const bodies: { readonly [name: string]: Payload } = {
  'JSON of 100 B': { codec: 'j', body: jsonOf(100) },
  'raw bytes, 100 B': { codec: 'b', body: new Uint8Array(100).fill(7) },
  'JSON of 64 KiB': { codec: 'j', body: jsonOf(65_536) },
  'raw bytes, 64 KiB': { codec: 'b', body: new Uint8Array(65_536).fill(7) },
}

function requestOf(index: number, payload: Payload): WireRecord {
  const target = `worker.${(index % 4) + 1}`
  return { kind: 'request', id: 1_000_000 + index, target, deadlineMs: 30_000, attempts: 1, metadata: '', ...payload }
}

function allKinds(round: number, payload: Payload): WireRecord[] {
  const id = 1_000_000 + round
  const work = { id, target: 'worker.1', deadlineMs: 30_000, metadata: '', ...payload }
  return [
    { kind: 'request', ...work, attempts: 1 },
    { kind: 'task', ...work, worker: 'worker.1', attempt: 1 },
    { kind: 'reply', id, metadata: '', ...payload },
    { kind: 'failure', id, code: 'handler-failed', metadata: '', ...payload },
    { kind: 'ready', slots: 100, metadata: '', ...payload },
    { kind: 'cancel', id },
    { kind: 'credit', slots: 100 },
    { kind: 'stop', graceMs: 1_000 },
    { kind: 'goodbye' },
    { kind: 'stopped' },
  ]
}

const encoder = packetEncoder(defaultLimits, 'any')

/** As far as the addon takes it: strings are joined only when their bytes are asked for. */
function encode(records: readonly WireRecord[]): Uint8Array[] {
  for (const record of records) encoder.add(record)
  return encoder.take().map(asBytes)
}

function asBytes(frame: OutgoingFrame): Uint8Array {
  return typeof frame === 'string' ? Buffer.from(frame) : frame
}

/** JSON text of `chars` characters. */
function jsonOf(chars: number): string {
  const frame = '{"text":""}'
  return JSON.stringify({ text: 'x'.repeat(chars - frame.length) })
}

for (const [name, payload] of Object.entries(bodies)) {
  const records = Array.from({ length: recordsPerPacket }, (_, index) => requestOf(index, payload))
  const frames = encode(records)

  describe(`${recordsPerPacket} requests, ${name}`, () => {
    bench('encode', () => void encode(records))
    bench('decode', () => void decodePacket(frames, defaultLimits))
  })
}

/** What comes back on a busy link: kinds in turn, so that the code meets records of every shape. */
describe(`${recordsPerPacket} records of ten kinds, JSON of 100 B`, () => {
  const payload = bodies['JSON of 100 B'] as Payload
  const records = Array.from({ length: recordsPerPacket / 10 }, (_, round) => allKinds(round, payload)).flat()
  const frames = encode(records)
  bench('encode', () => void encode(records))
  bench('decode', () => void decodePacket(frames, defaultLimits))
})
