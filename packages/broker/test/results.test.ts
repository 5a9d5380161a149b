/** The results: what launched workers and workers of the JSON profile answer there, and what strangers say. */
import { defaultLimits, payloadCodecs, type TaskRecord } from '@errand/protocol'
import { endpointBook, memorySockets, type SocketFactory } from '@errand/sockets'
import { manualClock } from '@errand/timing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BrokerCore } from '../src/core/broker-core.js'
import { memoryQueue, standardQueueLimits } from '../src/core/queue/task-queue.js'
import type { LaneState } from '../src/core/state/state.js'
import { Results } from '../src/results.js'
import { newTrafficCounters, type TrafficCounters } from '../src/traffic-counters.js'
import { deepJson, Peer, request, until, writesAnyDepth } from './peer.js'

const firstLease = 1000

let sockets: SocketFactory
let core: BrokerCore
let results: Results
let endpoint: string
let traffic: TrafficCounters
let told: string[]
let tasks: TaskRecord[]
let changes: number

beforeEach(async () => {
  sockets = memorySockets()
  traffic = newTrafficCounters()
  told = []
  tasks = []
  core = new BrokerCore({
    clients: {
      send: (_client, outcome) =>
        told.push(`${outcome.kind === 'failure' ? outcome.code : outcome.kind} ${outcome.id}`),
    },
    queue: memoryQueue(standardQueueLimits),
    firstLease,
  })
  const limits = { ...defaultLimits, metadataCharsMax: 16 }
  changes = 0
  const changed = (): void => void changes++
  results = new Results({ core, clock: manualClock(), sockets, codecs: payloadCodecs(), limits, traffic, changed })
  endpoint = await results.bind(endpointBook({ transport: 'inproc' }))
})

afterEach(() => sockets.closeAll())

function openLane(name: string): LaneState {
  return core.laneOpened(name, name, { send: (record) => record.kind === 'task' && tasks.push(record) })
}

/** A lane whose worker is there, with the peer that answers for it. */
function launched(peer: string, name = 'worker.1', slots = 1): Peer {
  const lane = openLane(name)
  core.announced(lane, [{ name, services: [], concurrency: 1 }], slots, 0)
  results.expect(peer, { lane, announced: () => undefined })
  return new Peer(sockets, endpoint, peer)
}

function ask(...ids: number[]): void {
  for (const id of ids) core.request('client', request(id, 'worker.1'), 0)
}

describe('a launched worker', () => {
  it('is there when it has announced itself', async () => {
    const lane = openLane('worker.1')
    const announced: (string | undefined)[] = []
    results.expect('worker.1#e', { lane, announced: (fault) => announced.push(fault) })
    const worker = new Peer(sockets, endpoint, 'worker.1#e')
    const body = '{"workers":[{"name":"worker.1","services":[],"concurrency":1}]}'
    worker.send({ kind: 'ready', slots: 3, metadata: '', codec: 'j', body })
    await until(() => announced.length > 0)
    expect(announced).toEqual([undefined])
    expect(lane.slots).toBe(3)
    expect(core.roster.target('worker.1')).toBeDefined()
  })

  it('may bring a deadline nearer with each thing that it says', async () => {
    const worker = launched('worker.1#e')
    worker.send({ kind: 'credit', slots: 2 })
    await until(() => changes === 1)
    worker.sendRaw('E1')
    await until(() => changes === 2)
    expect(traffic.violations).toBe(0)
  })

  it.each([
    ['not JSON', '{'],
    ['an empty list', '{"workers":[]}'],
  ])('whose announcement is %s is told of as one that did not start', async (_what, body) => {
    const announced: (string | undefined)[] = []
    results.expect('worker.1#e', { lane: openLane('worker.1'), announced: (fault) => announced.push(fault) })
    const worker = new Peer(sockets, endpoint, 'worker.1#e')
    worker.send({ kind: 'ready', slots: 3, metadata: '', codec: 'j', body })
    await until(() => announced.length > 0)
    expect(announced).toEqual([expect.any(String)])
  })

  it('answers by its lasting socket, and by temporary ones', async () => {
    const worker = launched('worker.1#e')
    const temporary = new Peer(sockets, endpoint, 'worker.1#e/12')
    ask(1, 2)
    temporary.send({ kind: 'reply', id: firstLease, metadata: '', codec: '', body: '' })
    await until(() => told.length === 1)
    worker.send({ kind: 'failure', id: firstLease + 1, code: 'handler-failed', metadata: '', codec: '', body: '' })
    await until(() => told.length === 2)
    expect(told).toEqual(['reply 1', 'handler-failed 2'])
  })

  it('may put an empty frame before its packet', async () => {
    const worker = launched('worker.1#e')
    ask(1)
    worker.sendRaw('', `E1r${firstLease},0,-;`)
    await until(() => told.length === 1)
    expect(told).toEqual(['reply 1'])
  })

  it('gets more tasks for its credit', async () => {
    const worker = launched('worker.1#e')
    ask(1, 2, 3)
    worker.send({ kind: 'credit', slots: 3 })
    await until(() => tasks.length === 3)
    expect(core.leased).toBe(3)
  })

  it('has failed a task whose answer cannot be read, and its slot is free', async () => {
    const worker = launched('worker.1#e')
    ask(1, 2)
    worker.sendRaw(`E1r${firstLease},17,-;${'m'.repeat(17)}`)
    await until(() => told.length === 1)
    expect(told).toEqual(['bad-result 1'])
    expect(tasks.map(({ id }) => id)).toEqual([firstLease, firstLease + 1])
    expect(traffic.violations).toBe(1)
  })

  it('is not lost when it says that it has stopped, or its connection ends: its thread tells', async () => {
    const worker = launched('worker.1#e')
    ask(1)
    worker.send({ kind: 'stopped' })
    worker.close()
    const again = new Peer(sockets, endpoint, 'worker.1#e')
    again.send({ kind: 'reply', id: firstLease, metadata: '', codec: '', body: '' })
    await until(() => told.length === 1)
    expect([told, traffic.violations]).toEqual([['reply 1'], 0])
  })
})

describe('what is said there by others', () => {
  it('is dropped and counted', async () => {
    launched('worker.1#e')
    ask(1)
    const stranger = new Peer(sockets, endpoint, 'worker.1#f')
    stranger.send({ kind: 'reply', id: firstLease, metadata: '', codec: '', body: '' }, { kind: 'credit', slots: 9 })
    stranger.send({ kind: 'ready', slots: 9, metadata: '', codec: 'j', body: '{"workers":[]}' })
    stranger.sendRaw('rubbish')
    stranger.sendRaw('E1x1,0,-;')
    await until(() => traffic.violations === 4)
    expect(traffic).toEqual({ violations: 4, unknownKinds: 1 })
    expect(core.counters.strayResults).toBe(1)
    expect([told, core.leased]).toEqual([[], 1])
  })

  it('is dropped where the peer was forgotten', async () => {
    const worker = launched('worker.1#e')
    ask(1)
    results.forget('worker.1#e')
    worker.send({ kind: 'reply', id: firstLease, metadata: '', codec: '', body: '' })
    await until(() => core.counters.strayResults === 1)
    expect(told).toEqual([])
  })

  it('is dropped where a worker may not say it', async () => {
    const worker = launched('worker.1#e')
    worker.send(request(1, 'worker.1'), { kind: 'cancel', id: 1 }, { kind: 'goodbye' }, { kind: 'stop', graceMs: 0 })
    await until(() => traffic.violations === 4)
    expect(core.counters).toMatchObject({ accepted: 0, refused: 0 })
  })
})

describe('a worker of the JSON profile', () => {
  it('answers with its name and the lease', async () => {
    launched('worker.1')
    const worker = new Peer(sockets, endpoint, 'any id at all')
    ask(1, 2, 3)
    worker.sendJson({ errandLease: firstLease, response: 'worker.1', n: 1 })
    worker.sendRaw(
      '',
      JSON.stringify({ errandLease: firstLease + 1, response: 'worker.1', failure: { message: 'no' } }),
    )
    worker.sendRaw(deepJson(`"errandLease":${firstLease + 2},"response":"worker.1"`))
    await until(() => told.length === 3)
    expect(told).toEqual(['reply 1', 'handler-failed 2', writesAnyDepth ? 'reply 3' : 'bad-result 3'])
    expect(traffic.violations).toBe(0)
  })

  it.each([
    ['is not JSON', '{"errandLease":'],
    ['has no lease', `{"response":"worker.1"}`],
    ['has no name', `{"errandLease":${firstLease}}`],
    ['has the name of nobody', `{"errandLease":${firstLease},"response":"worker.2"}`],
  ])('whose answer %s is dropped and counted', async (_what, text) => {
    launched('worker.1')
    ask(1)
    new Peer(sockets, endpoint, 'worker.1').sendRaw(text)
    await until(() => traffic.violations === 1)
    expect([told, core.leased]).toEqual([[], 1])
  })
})
