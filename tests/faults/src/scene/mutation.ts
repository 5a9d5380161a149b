/** Messages that are nearly right: packets of any records, and what can be done to spoil them. */
import { defaultLimits, packetEncoder, recordKinds, type WireRecord } from '@errand/protocol'
import type { Random } from '../random.js'

/** Names of what is not there, so that what is right by accident harms nobody. */
const names = ['nobody', 'nothing', 'x.1']

/** One packet of one to five records, of all kinds. */
export function anyPacket(random: Random): string {
  const encoder = packetEncoder({ ...defaultLimits, inlineCharsMax: 65_536 }, 'strings')
  for (let count = random.integer(1, 5); count > 0; count--) encoder.add(anyRecord(random))
  return encoder.take().join('')
}

function anyRecord(random: Random): WireRecord {
  const kind = random.pick(Object.keys(recordKinds) as WireRecord['kind'][])
  const body = JSON.stringify({ text: 'x'.repeat(random.integer(0, 200)) })
  const fields = { id: random.integer(1, 1000), target: random.pick(names), worker: random.pick(names) }
  const record: object = { ...fieldsOfAll, kind, ...fields, metadata: '', codec: 'j', body }
  return record as WireRecord
}

/** More fields than any kind has: the encoder takes those that it knows. */
const fieldsOfAll = {
  deadlineMs: 1000,
  attempts: 1,
  attempt: 1,
  code: 'handler-failed',
  slots: 1,
  graceMs: 0,
  lagMs: 0,
  memoryBytes: 0,
  lastTask: 0,
}

export type Mutation = (packet: string, random: Random) => string | Uint8Array

export type Spoiling = 'garbage' | 'truncated' | 'lengths' | 'kinds' | 'versions'

export const mutations: { readonly [spoiling in Spoiling]: Mutation } = {
  garbage: (_packet, random) => random.bytes(random.integer(0, 300)),
  truncated: (packet, random) => packet.slice(0, random.integer(0, packet.length - 1)),
  /** A number becomes another one, up to the largest that can be read, and beyond. */
  lengths: (packet, random) => {
    const wrong = String(random.pick([0, 1, 7, 100_000, 2 ** 31, 2 ** 53, 1e21, -1]))
    const numbers = [...packet.matchAll(/\d+/g)].slice(1)
    const { index, 0: number } = random.pick(numbers)
    return packet.slice(0, index) + wrong + packet.slice(index + number.length)
  },
  kinds: (packet, random) => packet.replace(/^(E1)./, `$1${random.pick('?xqtrfcgydszhEZ{\u0000'.split(''))}`),
  versions: (packet, random) => packet.replace(/^E1/, `E${random.pick('023456789az\u0000'.split(''))}`),
}
