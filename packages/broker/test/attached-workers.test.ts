/** Workers that attach to the front by themselves: announcement, tasks, answers, credit, and the ends of all that. */
import type { ReadyRecord, TaskRecord } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstLease, type FrontScene, frontScene } from './front-scene.js'
import { type Peer, request, until } from './peer.js'

let scene: FrontScene

beforeEach(async () => {
  scene = await frontScene({ limits: { metadataCharsMax: 16 } })
})

afterEach(() => scene.close())

interface Announced {
  readonly services?: readonly string[]
  readonly slots?: number
}

function ready(name: string, { services = [], slots = 2 }: Announced = {}): ReadyRecord {
  const body = JSON.stringify({ workers: [{ name, services, concurrency: 1 }] })
  return { kind: 'ready', slots, metadata: '', codec: 'j', body }
}

async function attached(name: string, announced?: Announced): Promise<Peer> {
  const peer = scene.peer(`${name}#e`)
  peer.send(ready(name, announced))
  await until(() => scene.core.roster.target(name) !== undefined)
  return peer
}

function tasksOf(worker: Peer): TaskRecord[] {
  return worker.records.filter((record) => record.kind === 'task')
}

describe('a worker that announces itself', () => {
  it('is given tasks for its name and its services, within its credit, and its answers reach the clients', async () => {
    const worker = await attached('far', { services: ['resize'], slots: 2 })
    const client = scene.peer('client#1')
    client.send(request(1, 'far', 'a'), request(2, 'resize', 'b'), request(3, 'far', 'c'))
    await worker.hearsRecords(2)
    expect(tasksOf(worker).map(({ worker: name, target, body }) => [name, target, body])).toEqual([
      ['far', 'far', '"a"'],
      ['far', 'resize', '"b"'],
    ])
    worker.send({ kind: 'reply', id: firstLease + 1, metadata: '', codec: 'j', body: '"B"' })
    await Promise.all([client.hearsRecords(1), worker.hearsRecords(3)])
    expect(client.records).toMatchObject([{ kind: 'reply', id: 2, body: '"B"' }])
    expect(tasksOf(worker)[2]).toMatchObject({ body: '"c"' })
  })

  it('may change its credit', async () => {
    const worker = await attached('far', { slots: 0 })
    scene.peer('client#1').send(request(1, 'far'))
    await until(() => scene.core.queued === 1)
    worker.send({ kind: 'credit', slots: 1 })
    await worker.hearsRecords(1)
    expect(worker.words).toEqual([`task ${firstLease}`])
  })

  it('may ask others on the same link', async () => {
    const [asking, asked] = [await attached('one'), await attached('two')]
    asking.send(request(1, 'two', 'nested'))
    await asked.hearsRecords(1)
    asked.send({ kind: 'reply', id: firstLease, metadata: '', codec: 'j', body: '"answer"' })
    await asking.hearsRecords(1)
    expect(asking.records).toMatchObject([{ kind: 'reply', id: 1, body: '"answer"' }])
  })

  it('is not heard where it says what only a broker may', async () => {
    const worker = await attached('far')
    worker.send({ kind: 'stop', graceMs: 0 }, { kind: 'reply', id: 1, metadata: '', codec: '', body: '' })
    await until(() => scene.core.counters.strayResults === 1)
    expect(scene.traffic.violations).toBe(1)
    expect([...scene.core.roster.lanes]).toHaveLength(1)
  })

  it('is told when a task is taken back', async () => {
    const worker = await attached('far')
    const client = scene.peer('client#1')
    client.send(request(1, 'far'))
    await worker.hearsRecords(1)
    client.send({ kind: 'cancel', id: 1 })
    await worker.hearsRecords(2)
    expect(worker.words).toEqual([`task ${firstLease}`, `cancel ${firstLease}`])
  })
})

describe('an announcement that cannot be taken', () => {
  it.each([
    ['is not JSON', { codec: 'j', body: '{' }],
    ['is of an unknown codec', { codec: 'x', body: 'AAAA' }],
    ['is nothing', { codec: '', body: '' }],
    ['lists no workers', { codec: 'j', body: '{"workers":[]}' }],
    ['has a name that is none', { codec: 'j', body: '{"workers":[{"name":"#","services":[],"concurrency":1}]}' }],
    ['has no services', { codec: 'j', body: '{"workers":[{"name":"far","concurrency":1}]}' }],
    ['has a concurrency of 0', { codec: 'j', body: '{"workers":[{"name":"far","services":[],"concurrency":0}]}' }],
  ])('is refused: it %s', async (_what, payload) => {
    const worker = scene.peer('far#e')
    worker.send({ kind: 'ready', slots: 1, metadata: '', ...payload })
    await worker.hearsRecords(1)
    expect(worker.words).toEqual(['bad-request 0'])
    expect([...scene.core.roster.lanes]).toEqual([])
    worker.send(ready('far'))
    await until(() => scene.core.roster.target('far') !== undefined)
  })

  it('is refused where another worker has the name, which goes on', async () => {
    const first = await attached('far')
    const second = scene.peer('other#e')
    second.send(ready('far'))
    await second.hearsRecords(1)
    expect(second.records).toMatchObject([{ kind: 'failure', code: 'bad-request', id: 0 }])
    expect(String((second.records[0] as { body?: unknown }).body)).toContain(
      'a worker of the name far is there already',
    )
    scene.peer('client#1').send(request(1, 'far'))
    await first.hearsRecords(1)
    expect([...scene.core.roster.lanes]).toHaveLength(1)
  })

  it('is dropped and counted where the worker is attached already: it goes on as it was', async () => {
    const worker = await attached('far', { slots: 1 })
    worker.send(ready('farther', { slots: 50 }))
    await until(() => scene.traffic.violations === 1)
    const client = scene.peer('client#1')
    client.send(request(1, 'far'), request(2, 'far'), request(3, 'farther'))
    await client.hearsRecords(1)
    expect(client.words).toEqual(['unknown-target 3'])
    expect(worker.words).toEqual([`task ${firstLease}`])
  })
})

describe('an answer', () => {
  it('that cannot be read ends its task as a bad result, and frees its slot', async () => {
    const worker = await attached('far', { slots: 1 })
    const client = scene.peer('client#1')
    client.send(request(1, 'far'), request(2, 'far'))
    await worker.hearsRecords(1)
    worker.sendRaw(`E1r${firstLease},17,-;${'m'.repeat(17)}`)
    await Promise.all([client.hearsRecords(1), worker.hearsRecords(2)])
    expect(client.words).toEqual(['bad-result 1'])
    expect(worker.words).toEqual([`task ${firstLease}`, `task ${firstLease + 1}`])
    expect(scene.traffic.violations).toBe(1)
  })

  it('that has lost its body ends its task, and the worker is not told to leave', async () => {
    const worker = await attached('far')
    const client = scene.peer('client#1')
    client.send(request(1, 'far'), request(2, 'far'))
    await worker.hearsRecords(2)
    worker.sendRaw(`E1r${firstLease},0,b*;`)
    worker.send({ kind: 'reply', id: firstLease + 1, metadata: '', codec: '', body: '' })
    await client.hearsRecords(2)
    expect(client.words).toEqual(['bad-result 1', 'reply 2'])
    expect(tasksOf(worker)).toHaveLength(worker.records.length)
  })

  it('of a task that another worker has is dropped and counted', async () => {
    const [one, two] = [await attached('one'), await attached('two')]
    const client = scene.peer('client#1')
    client.send(request(1, 'one'))
    await one.hearsRecords(1)
    two.send({ kind: 'reply', id: firstLease, metadata: '', codec: 'j', body: '"forged"' })
    await until(() => scene.core.counters.strayResults === 1)
    one.send({ kind: 'reply', id: firstLease, metadata: '', codec: 'j', body: '"true"' })
    await client.hearsRecords(1)
    expect(client.records).toMatchObject([{ body: '"true"' }])
  })
})

describe('a worker that leaves', () => {
  it.each([
    ['says that it has stopped', (worker: Peer) => worker.send({ kind: 'stopped' })],
    ['closes its connection', (worker: Peer) => worker.close()],
  ])('loses its tasks, and its name is free: it %s', async (_how, leave) => {
    const worker = await attached('far')
    const client = scene.peer('client#1')
    client.send(request(1, 'far'))
    await worker.hearsRecords(1)
    leave(worker)
    await client.hearsRecords(1)
    expect(client.words).toEqual(['worker-lost 1'])
    const again = scene.peer('far#f')
    again.send(ready('far'))
    client.send(request(2, 'far'))
    await again.hearsRecords(1)
    expect(again.words).toEqual([`task ${firstLease + 1}`])
  })
})

describe('stopping', () => {
  it('tells all workers, and is over when the last has left', async () => {
    const workers = [await attached('one'), await attached('two')]
    let isOver = false
    const stopped = scene.front.attached.stop(60_000).then(() => {
      isOver = true
    })
    await Promise.all(workers.map((worker) => worker.hearsRecords(1)))
    const stop = { kind: 'stop', graceMs: 60_000 }
    expect(workers.map(({ records }) => records)).toEqual([[stop], [stop]])
    workers[0]?.send({ kind: 'stopped' })
    await until(() => [...scene.core.roster.lanes].length === 1)
    expect(isOver).toBe(false)
    workers[1]?.close()
    await stopped
  })

  it('is over at once where nobody is attached', async () => {
    await scene.front.attached.stop(60_000)
    expect([...scene.core.roster.lanes]).toEqual([])
  })
})
