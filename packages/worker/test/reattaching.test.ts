/** A worker whose connection to its broker is lost: what becomes of its work, how it comes back, and how it ends then. */
import { payloadCodecs, type WireRecord } from '@errand/protocol'
import { endpointBook, type MemoryNetwork, memoryNetwork, memorySockets, zeromqSockets } from '@errand/sockets'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { attachWorker } from '../src/attach-worker.js'
import type { AttachedWorker, AttachOptions } from '../src/attached-worker.js'
import type { TaskContext } from '../src/handler.js'
import { bodyOf, FakeBroker, front, taskFor } from './fake-broker.js'
import { gate, until } from './runner-scene.js'

const name = 'worker.9'
let network: MemoryNetwork
let broker: FakeBroker

beforeEach(async () => {
  network = memoryNetwork()
  broker = new FakeBroker(memorySockets(network))
  await broker.listen()
})

afterEach(() => {
  broker.sockets.closeAll()
})

async function attached(options: Partial<AttachOptions> = {}): Promise<AttachedWorker> {
  const worker = attachWorker({ endpoint: front, name, sockets: broker.sockets, handler: (value) => value, ...options })
  await broker.hears('ready')
  return worker
}

function refusal(code: string, message: string): WireRecord {
  return { kind: 'failure', id: 0, code, metadata: '', ...payloadCodecs().encode({ message }) }
}

const taken = refusal('bad-request', `a worker of the name ${name} is there already`)

/** A worker that has come back, and is refused then. */
async function refusedAgain(options?: Partial<AttachOptions>): Promise<AttachedWorker> {
  const worker = await attached(options)
  network.cut(front)
  await broker.hears('ready', 2)
  broker.send(taken)
  return worker
}

describe('a worker whose connection is lost', () => {
  it('announces itself by another, under another epoch, and serves on', async () => {
    await attached({ services: { resize: () => 1 }, concurrency: 3 })
    network.cut(front)
    const again = await broker.hears('ready', 2)
    expect(bodyOf(again)).toEqual({ workers: [{ name, services: ['resize'], concurrency: 3, lends: true }] })
    expect(new Set(broker.peers).size).toBe(2)
    broker.send(taskFor(name, 1, 'still here'))
    expect(bodyOf(await broker.hears('reply'))).toBe('still here')
  })

  it('aborts what runs, forgets what waits, and tells of neither', async () => {
    const started = gate()
    const ended = gate()
    const inputs: unknown[] = []
    await attached({
      async handler(input: unknown, { signal }: TaskContext) {
        inputs.push(input)
        started.open()
        if (input === 'runs') await new Promise((resolve) => signal.addEventListener('abort', resolve))
        ended.open()
        return input
      },
    })
    broker.send(taskFor(name, 1, 'runs'), taskFor(name, 2, 'waits'))
    await started.opened
    network.cut(front)
    await ended.opened
    await broker.hears('ready', 2)
    broker.send(taskFor(name, 3, 'new'))
    expect(bodyOf(await broker.hears('reply'))).toBe('new')
    expect([inputs, broker.all('reply').length, broker.all('failure')]).toEqual([['runs', 'new'], 1, []])
  })

  it('ends what its handlers asked for with `broker-lost`', async () => {
    const errors: unknown[] = []
    await attached({
      handler: async (_: unknown, { request }: TaskContext) =>
        request('other').catch((error: unknown) => errors.push(error)),
    })
    broker.send(taskFor(name, 1))
    await broker.hears('request')
    network.cut(front)
    await until(() => errors.length > 0)
    expect(errors).toMatchObject([{ code: 'broker-lost', target: 'other', mayHaveRun: true }])
  })

  it('comes back as often as it is lost', async () => {
    await attached()
    for (const times of [2, 3, 4]) {
      network.cut(front)
      await broker.hears('ready', times)
    }
    expect(new Set(broker.peers).size).toBe(4)
  })

  it('says nothing of its former tasks in its heartbeats', async () => {
    await attached({ handler: () => new Promise(() => {}), heartbeatIntervalMs: 5 })
    broker.send(taskFor(name, 7))
    await until(() => broker.all('heartbeat').some(({ lastTask }) => lastTask === 7))
    network.cut(front)
    await broker.hears('ready', 2)
    const beat = await broker.hears('heartbeat', broker.all('heartbeat').length + 1)
    expect([beat.lastTask, bodyOf(beat)]).toEqual([0, []])
  })

  it('asks again where the broker has not noticed the end of the old one', async () => {
    await refusedAgain()
    await broker.hears('ready', 3)
    broker.send(taskFor(name, 1, 'at last'))
    expect(bodyOf(await broker.hears('reply'))).toBe('at last')
  })

  it('asks again by one connection, also where it is refused twice', async () => {
    await attached({ heartbeatIntervalMs: 0 })
    network.cut(front)
    await broker.hears('ready', 2)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      broker.send(taken, taken)
      await until(() => broker.sockets.openSockets === 1)
      vi.advanceTimersByTime(10_000)
      expect(broker.sockets.openSockets).toBe(2)
    } finally {
      vi.useRealTimers()
    }
  })

  it('says who it is before anything else, however long it waited', async () => {
    await refusedAgain({ heartbeatIntervalMs: 1 })
    await broker.hears('ready', 3)
    expect(broker.greetings).toEqual(['ready', 'ready', 'ready'])
  })

  it('takes another refusal for what it is', async () => {
    const worker = await attached()
    network.cut(front)
    await broker.hears('ready', 2)
    broker.send(refusal('unsupported-version', 'spoken here is 2'))
    await expect(worker.stopped).rejects.toMatchObject({ code: 'unsupported-version', message: 'spoken here is 2' })
  })

  it('ends with `broker-lost` where it was told not to come back', async () => {
    const worker = await attached({ reattach: false })
    network.cut(front)
    await expect(worker.stopped).rejects.toMatchObject({ name: 'RequestError', code: 'broker-lost', target: name })
    await worker.close()
    expect([broker.all('ready').length, broker.sockets.openSockets]).toEqual([1, 1])
  })
})

describe('a worker is closed', () => {
  it('while there is no broker', async () => {
    const worker = await attached()
    broker.leave()
    await until(() => network.endpoints.length === 1 && broker.sockets.openSockets === 1)
    await worker.close()
    await worker.stopped
    expect(broker.sockets.openSockets).toBe(0)
  })

  it('while it waits to ask again', async () => {
    const worker = await refusedAgain()
    await until(() => broker.sockets.openSockets === 1)
    await worker.close()
    await worker.stopped
    expect([broker.all('ready').length, broker.sockets.openSockets]).toEqual([2, 1])
  })

  it('where its connection is lost while its handlers end', async () => {
    const started = gate()
    const ended = gate()
    const worker = await attached({
      async handler() {
        started.open()
        await ended.opened
      },
    })
    broker.send(taskFor(name, 1))
    await started.opened
    const closed = worker.close()
    network.cut(front)
    await until(() => broker.sockets.openSockets === 1)
    ended.open()
    await Promise.all([closed, worker.stopped])
    expect([broker.all('ready').length, broker.all('reply')]).toEqual([1, []])
  })
})

describe.each(['ipc', 'tcp'] as const)('over %s', (transport) => {
  it('a worker comes back to a broker that is started anew', async () => {
    const book = endpointBook({ transport })
    const sockets = zeromqSockets()
    const first = new FakeBroker(sockets)
    const second = new FakeBroker(sockets)
    const endpoint = await first.listenIn(book)
    const worker = attachWorker({ endpoint, name, sockets, handler: (value: unknown) => value })
    await first.hears('ready')
    first.leave()
    await second.listen(endpoint)
    await second.hears('ready')
    second.send(taskFor(name, 1, 'and on'))
    expect(bodyOf(await second.hears('reply'))).toBe('and on')
    await worker.close()
    sockets.closeAll()
    book.release()
  })
})
