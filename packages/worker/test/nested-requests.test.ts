/** Requests of a thread's handlers: each by a leased socket, which is given back however the request ends. */
import { defaultLimits, payloadCodecs } from '@errand/protocol'
import { flushSchedule } from '@errand/sockets'
import { type ManualClock, manualClock } from '@errand/timing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type NestedRequests, nestedRequests } from '../src/nested-requests.js'
import { resolveWorkerOptions, type WorkerOptions } from '../src/worker-options.js'
import { bodyOf, FakeBroker, front } from './fake-broker.js'
import { until } from './runner-scene.js'

let broker: FakeBroker
let clock: ManualClock

beforeEach(async () => {
  broker = new FakeBroker()
  clock = manualClock()
  await broker.listen()
})

afterEach(() => {
  broker.sockets.closeAll()
})

function nestedWith(options: Partial<WorkerOptions> = {}, limits = defaultLimits): NestedRequests {
  return nestedRequests({
    dealers: {
      sockets: broker.sockets,
      endpoint: front,
      owner: { name: 'worker.1', epoch: 'k3v9' },
      limits,
      forms: 'strings',
      schedule: flushSchedule(),
    },
    worker: resolveWorkerOptions({ handler: () => undefined, ...options }),
    clock,
    limits,
  })
}

/** Answers the n-th request that came, over the socket that spoke last. */
async function answer(n: number, value: unknown): Promise<void> {
  const { id } = await broker.hears('request', n)
  broker.send({ kind: 'reply', id, metadata: '', ...payloadCodecs().encode(value) })
}

async function expectAllGivenBack({ dealers }: NestedRequests): Promise<void> {
  await until(() => dealers.openSockets === 0)
  expect([dealers.waiting, broker.sockets.openSockets]).toEqual([0, 1])
}

describe('a nested request', () => {
  it('leaves by a temporary socket, which closes behind the answer', async () => {
    const nested = nestedWith()
    const reply = nested.requester.request('worker.2', { n: 1 })
    await answer(1, { n: 2 })
    expect(await reply).toEqual({ n: 2 })
    expect(broker.peers).toEqual(['worker.1#k3v9/1'])
    await expectAllGivenBack(nested)
  })

  it('shares its socket with those of the same burst', async () => {
    const nested = nestedWith()
    const replies = Promise.all([1, 2, 3].map((n) => nested.requester.request('worker.2', n)))
    for (const n of [1, 2, 3]) await answer(n, n * 10)
    expect(await replies).toEqual([10, 20, 30])
    expect(broker.peers).toHaveLength(1)
    await expectAllGivenBack(nested)
  })

  it('has a socket of its own where that is asked for', async () => {
    const nested = nestedWith({ temporarySockets: 'message' })
    for (const n of [1, 2]) {
      const reply = nested.requester.request('worker.2', n)
      await answer(n, n)
      expect(await reply).toBe(n)
    }
    expect(broker.peers).toEqual(['worker.1#k3v9/1', 'worker.1#k3v9/2'])
    await expectAllGivenBack(nested)
  })

  it('waits for a socket where all are taken', async () => {
    const nested = nestedWith({ temporarySockets: 'message', temporarySocketsMax: 1 })
    const replies = [nested.requester.request('worker.2', 1), nested.requester.request('worker.2', 2)]
    expect([nested.dealers.openSockets, nested.dealers.waiting]).toEqual([1, 1])
    await answer(1, 'one')
    expect(await replies[0]).toBe('one')
    await answer(2, 'two')
    expect(await replies[1]).toBe('two')
    await expectAllGivenBack(nested)
  })

  it('is taken back over its own socket, which closes behind that', async () => {
    const nested = nestedWith()
    const controller = new AbortController()
    const reply = nested.requester.request('worker.2', 1, { signal: controller.signal })
    const { id } = await broker.hears('request')
    controller.abort()
    await expect(reply).rejects.toMatchObject({ code: 'cancelled' })
    expect(await broker.hears('cancel')).toEqual({ kind: 'cancel', id })
    await expectAllGivenBack(nested)
  })

  it('is taken back, too, when its deadline passes', async () => {
    const nested = nestedWith()
    const reply = nested.requester.request('worker.2', 1, { deadlineMs: 50 })
    await broker.hears('request')
    clock.advance(50)
    await expect(reply).rejects.toMatchObject({ code: 'deadline' })
    await broker.hears('cancel')
    await expectAllGivenBack(nested)
  })

  it('is never sent where it ended while it waited for a socket', async () => {
    const nested = nestedWith({ temporarySockets: 'message', temporarySocketsMax: 1 })
    const first = nested.requester.request('worker.2', 'first')
    const late = nested.requester.request('worker.2', 'late', { deadlineMs: 50 })
    const last = nested.requester.request('worker.2', 'last')
    clock.advance(50)
    await expect(late).rejects.toMatchObject({ code: 'deadline' })
    await answer(1, 1)
    await first
    await answer(2, 2)
    await last
    expect(broker.all('request').map(bodyOf)).toEqual(['first', 'last'])
    expect(broker.all('cancel')).toEqual([])
    await expectAllGivenBack(nested)
  })

  it('fails at once where its answer cannot be read', async () => {
    const nested = nestedWith({}, { ...defaultLimits, bodyBytesMax: 1024 })
    const reply = nested.requester.request('worker.2', 1)
    await answer(1, 'x'.repeat(2000))
    await expect(reply).rejects.toMatchObject({ code: 'bad-result' })
    await expectAllGivenBack(nested)
  })

  it('may be answered late, or twice: nobody is harmed', async () => {
    const nested = nestedWith()
    const kept = nested.requester.request('worker.2', 'kept')
    const reply = nested.requester.request('worker.2', 'short', { deadlineMs: 50 })
    await broker.hears('request', 2)
    clock.advance(50)
    await expect(reply).rejects.toMatchObject({ code: 'deadline' })
    await answer(2, 'late')
    await answer(1, 'in time')
    await answer(1, 'again')
    expect(await kept).toBe('in time')
    await expectAllGivenBack(nested)
  })

  it('carries bytes as text: what a thread sent must not point into its memory', async () => {
    const nested = nestedWith()
    const bytes = new Uint8Array(10_000).fill(7)
    const reply = nested.requester.request('worker.2', bytes)
    expect(bodyOf(await broker.hears('request'))).toEqual(Buffer.from(bytes))
    await answer(1, bytes)
    expect(await reply).toEqual(Buffer.from(bytes))
  })

  it('ends when the thread stops, and no other begins', async () => {
    const nested = nestedWith()
    const reply = nested.requester.request('worker.2', 1)
    await broker.hears('request')
    nested.requester.close('closed', 'worker.1 has stopped')
    nested.dealers.close()
    await expect(reply).rejects.toMatchObject({ code: 'closed', message: 'worker.1 has stopped' })
    await expect(nested.requester.request('worker.2', 2)).rejects.toMatchObject({ code: 'closed', mayHaveRun: false })
    await expectAllGivenBack(nested)
  })

  it('may be one of 2,000 at once, over eight sockets at most', async () => {
    const nested = nestedWith({ temporarySockets: 'message' })
    const asked = Array.from({ length: 2000 }, (_, n) => nested.requester.request('worker.2', n))
    expect([nested.dealers.openSockets, nested.dealers.waiting]).toEqual([8, 1992])
    clock.advance(30_000)
    const results = await Promise.allSettled(asked)
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    await expectAllGivenBack(nested)
  })
})
