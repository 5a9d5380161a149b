/** What strangers do to a broker: what they say, by which socket and under which name, when they leave, what time it is. */
import { failureKinds, fieldTypes, type FieldName, packetEncoder, type WireRecord } from '@errand/protocol'
import * as fc from 'fast-check'
import { seed } from '../engine/settings.js'
import { textOf } from '../frames.js'
import { anySpoilt, type Spoilable } from '../packet-spoiling.js'
import { anyRecord } from '../parts.js'
import { firstLease, jsonWorker, launchedPeer, limits } from './scene.js'

export type Step =
  | { readonly does: 'say'; readonly who: number; readonly frames: readonly string[] }
  | { readonly does: 'ask'; readonly who: number; readonly target: string; readonly times: number }
  | { readonly does: 'leave'; readonly who: number }
  | { readonly does: 'wait'; readonly ms: number }

export interface Part {
  readonly socket: 'front' | 'results' | 'work' | 'stop'
  readonly routingId?: string
}

/** Peers that mean well and those that do not: some under names of others, some by what the broker itself uses. */
export const cast: readonly Part[] = [
  { socket: 'front' },
  { socket: 'front', routingId: 'client.1#e1' },
  { socket: 'front', routingId: '{client.1#e1' },
  { socket: 'front', routingId: 'worker.1#e1' },
  { socket: 'front', routingId: launchedPeer },
  { socket: 'front', routingId: `${jsonWorker}#1` },
  { socket: 'front', routingId: jsonWorker },
  { socket: 'results', routingId: launchedPeer },
  { socket: 'results', routingId: `${launchedPeer}/7` },
  { socket: 'results', routingId: jsonWorker },
  { socket: 'results', routingId: `${jsonWorker}#again` },
  { socket: 'results' },
  { socket: 'work' },
  { socket: 'stop' },
]

export interface Asker {
  readonly profile: 'packets' | 'json'
  readonly routingId?: string
}

/** Peers that do nothing but ask, and have to be answered, whatever they are called. */
export const askers: readonly Asker[] = [
  { profile: 'packets' },
  { profile: 'packets', routingId: '{asker' },
  { profile: 'packets', routingId: '\u00ff\u0001 pool loop' },
  { profile: 'json', routingId: 'asker' },
  { profile: 'json' },
]

const names = ['launched.1', jsonWorker, 'worker.1', 'service.1', 'nobody']
const codes = [...Object.keys(failureKinds), 'a-later-code']
const leases = Array.from({ length: 8 }, (_, index) => firstLease + index)
const counts = [0, 1, 2, 3, ...leases, 50, 60_000]
const oddsOfGreatest = 16

/** Bodies that somebody reads: announcements, and the fields of the JSON profile. */
const bodies: readonly unknown[] = [
  {},
  { workers: [{ name: 'worker.1', services: ['service.1'], concurrency: 2 }] },
  {
    workers: [
      { name: 'worker.1', services: [], concurrency: 1 },
      { name: 'worker.1', services: ['worker.1'], concurrency: 1 },
    ],
  },
  { workers: [{ name: jsonWorker, services: ['launched.1'], concurrency: 1 }] },
  { workers: [{ name: 'launched.1', services: [], concurrency: 1 }] },
  { workers: [null] },
  { message: 'no', mayHaveRun: false },
  { message: 5, name: {} },
  [],
  'x'.repeat(3000),
  null,
]

const anyPick = fc.nat(0xffff)

function oneOf<T>(choices: readonly T[], pick: number): T {
  return choices[pick % choices.length] as T
}

/** A record of any kind, with most of its fields as they matter to this broker. */
function plausible(record: WireRecord, picks: readonly number[]): WireRecord {
  const entries = Object.entries(record).map(([field, value], index): [string, unknown] => {
    const pick = picks[index % picks.length] as number
    const type = Object.hasOwn(fieldTypes, field) ? fieldTypes[field as FieldName] : undefined
    if (field === 'code') return [field, oneOf(codes, pick)]
    if (type === 'name') return [field, oneOf(names, pick)]
    if (type === 'count') return [field, pick % oddsOfGreatest === 0 ? Number.MAX_SAFE_INTEGER : oneOf(counts, pick)]
    return [field, value]
  })
  const changed = Object.fromEntries(entries) as unknown as WireRecord
  const pick = picks[0] as number
  if (!('body' in changed) || pick % 3 === 0) return changed
  return { ...changed, codec: 'j', body: JSON.stringify(oneOf(bodies, pick)) }
}

const records: readonly WireRecord[] = fc.sample(anyRecord, { numRuns: 400, seed })

const anyPlausible = fc
  .tuple(fc.nat(records.length - 1), fc.array(anyPick, { minLength: 9, maxLength: 9 }))
  .map(([index, picks]) => plausible(records[index] as WireRecord, picks))

function packetOf(packet: readonly WireRecord[]): Spoilable {
  const encoder = packetEncoder(limits, 'any')
  for (const record of packet) encoder.add(record)
  return encoder.take().map(textOf)
}

const anyPacket = fc.array(anyPlausible, { minLength: 1, maxLength: 3 }).map(packetOf)

const anyFieldValue = fc.oneof(
  fc.constantFrom<unknown>(...bodies, ...names, ...counts, true, -1, 0.5),
  fc.jsonValue({ maxDepth: 1 }),
)
const jsonNames = [
  'worker',
  'source',
  'response',
  'responseSocket',
  'result',
  'failure',
  'errandLease',
  'errandRequest',
  '__proto__',
  'toJSON',
]

/** An object of the JSON profile. */
const anyObject = fc
  .tuple(fc.constantFrom(...names), fc.array(fc.tuple(fc.constantFrom(...jsonNames), anyFieldValue), { maxLength: 4 }))
  .map(([worker, fields]): Spoilable => [
    Buffer.from(JSON.stringify(Object.fromEntries([['worker', worker], ...fields]))).toString('latin1'),
  ])

/** An answer of a worker of the profile, under a lease that may be live. */
const anyAnswer = fc
  .tuple(
    fc.constantFrom(jsonWorker, jsonWorker, ...names),
    fc.constantFrom(...leases, 0),
    fc.constantFrom('failure', 'failure', ...jsonNames),
    anyFieldValue,
  )
  .map(([response, errandLease, field, value]): Spoilable => [
    Buffer.from(JSON.stringify({ response, errandLease, [field]: value })).toString('latin1'),
  ])

function pool(arbitrary: fc.Arbitrary<Spoilable>, size: number): readonly Spoilable[] {
  return fc.sample(arbitrary, { numRuns: size, seed })
}

const spoilt = anySpoilt([...pool(anyPacket, 300), ...pool(anyObject, 100), ...pool(anyAnswer, 100)])

const anyMessage = fc.oneof(
  { weight: 6, arbitrary: anyPacket },
  { weight: 2, arbitrary: anyObject },
  { weight: 2, arbitrary: anyAnswer },
  { weight: 4, arbitrary: spoilt },
  { weight: 1, arbitrary: fc.oneof(anyPacket, anyObject).map((frames) => ['', ...frames]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<readonly string[]>([], [''], ['', ''], ['', '', '{}'], ['{'], ['\u00ff'.repeat(300)]),
  },
)

const anyWho = fc.nat(cast.length - 1)

/** More than a worker with little room has, and its queue. */
const timesMax = 6

const anyAsk = fc.record({
  does: fc.constant('ask' as const),
  who: fc.nat(askers.length - 1),
  target: fc.constantFrom(...names),
  times: fc.integer({ min: 1, max: timesMax }),
})

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 16, arbitrary: fc.record({ does: fc.constant('say' as const), who: anyWho, frames: anyMessage }) },
  { weight: 3, arbitrary: anyAsk },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('leave' as const), who: anyWho }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(1, 100, 60_000) }) },
)

/** About so many; setting the scene for each of them alone would take longer than all of them. */
export const stepsOfCase = 20

export const anySteps: fc.Arbitrary<readonly Step[]> = fc.array(anyStep, {
  minLength: 1,
  maxLength: 2 * stepsOfCase,
  size: 'max',
})

/** Messages alone, for others than brokers. */
export const anyMessages: fc.Arbitrary<readonly Spoilable[]> = fc.array(anyMessage, { minLength: 1, maxLength: 8 })
