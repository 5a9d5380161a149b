/** A worker that attaches itself: what it says on its one DEALER, and how it comes to its end. */
import { payloadCodecs, type WireRecord } from '@errand/protocol'
import { RequestError } from '@errand/requests'
import { memorySockets } from '@errand/sockets'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attachWorker } from '../src/attach-worker.js'
import type { AttachedWorker, AttachOptions } from '../src/attached-worker.js'
import type { TaskContext } from '../src/handler.js'
import { bodyOf, FakeBroker, front, taskFor } from './fake-broker.js'
import { gate, until } from './runner-scene.js'

let broker: FakeBroker
const name = 'worker.9'

beforeEach(async () => {
  broker = new FakeBroker()
  await broker.listen()
})

afterEach(() => {
  broker.sockets.closeAll()
})

const forEver = (): Promise<never> => new Promise(() => undefined)
const echo = (input: unknown): unknown => ({ input })

function said(kind: 'chunk' | 'progress' | 'reply', id: number, value: unknown): WireRecord {
  return { kind, id, metadata: '', ...payloadCodecs().encode(value) }
}

function attach(options: Partial<AttachOptions> = {}): AttachedWorker {
  return attachWorker({ endpoint: front, name, sockets: broker.sockets, handler: echo, ...options })
}

/** A worker whose announcement has come. */
async function attached(options: Partial<AttachOptions> = {}): Promise<AttachedWorker> {
  const worker = attach(options)
  await broker.hears('ready')
  return worker
}

describe('an attached worker', () => {
  it('announces its name, services, concurrency and slots before anything else', async () => {
    await attached({ services: { resize: () => 1, crop: () => 2 }, concurrency: 3, slots: 12 })
    const [ready] = broker.heard
    expect(ready).toMatchObject({ kind: 'ready', slots: 12 })
    expect(bodyOf(await broker.hears('ready'))).toEqual({
      workers: [{ name, services: ['resize', 'crop'], concurrency: 3, lends: true }],
    })
  })

  it('asks for more than it runs where its slots are measured', async () => {
    await attached({ concurrency: 4 })
    expect((await broker.hears('ready')).slots).toBeGreaterThan(4)
  })

  it('goes by its name and an epoch that differs at each start', async () => {
    await attached()
    attach()
    await broker.hears('ready', 2)
    expect(broker.peers).toEqual([expect.stringMatching(/^worker\.9#.{22}$/), expect.stringMatching(/^worker\.9#/)])
    expect(new Set(broker.peers).size).toBe(2)
  })

  it('may start before its broker', async () => {
    const early = new FakeBroker()
    attachWorker({ endpoint: front, name, sockets: early.sockets, handler: () => 1 })
    await early.listen()
    expect(await early.hears('ready')).toBeDefined()
    early.sockets.closeAll()
  })

  it('answers each task with a reply or a failure', async () => {
    await attached({
      handler(input: unknown) {
        if (input === 'fail') throw new TypeError('as told')
        return { input }
      },
    })
    broker.send(taskFor(name, 1, 'a'), taskFor(name, 2, 'fail'), taskFor(name, 3, new Uint8Array([1, 2])))
    await broker.hears('reply', 2)
    expect(broker.all('reply').map((reply) => [reply.id, bodyOf(reply)])).toEqual([
      [1, { input: 'a' }],
      [3, { input: { type: 'Buffer', data: [1, 2] } }],
    ])
    const failure = await broker.hears('failure')
    expect([failure.id, failure.code, bodyOf(failure)]).toEqual([
      2,
      'handler-failed',
      { message: 'as told', name: 'TypeError' },
    ])
  })

  it('aborts the signal of a task that is taken back', async () => {
    const started = gate()
    const aborted = gate()
    await attached({
      async handler(_: unknown, { signal }: TaskContext) {
        started.open()
        signal.addEventListener('abort', () => aborted.open())
        await aborted.opened
        return 'gave up'
      },
    })
    broker.send(taskFor(name, 1))
    await started.opened
    broker.send({ kind: 'cancel', id: 1 })
    expect(bodyOf(await broker.hears('reply'))).toBe('gave up')
  })

  it('passes over what is no packet, and what a broker does not say', async () => {
    await attached()
    broker.sendRaw('what is this')
    broker.send({ kind: 'goodbye' }, { kind: 'credit', slots: 1 }, taskFor(name, 1, 'still here'))
    expect(bodyOf(await broker.hears('reply'))).toEqual({ input: 'still here' })
  })

  it('tells that it cannot read a task, whose caller would wait for its deadline else', async () => {
    await attached({ limits: { bodyBytesMax: 1024 } })
    broker.send(taskFor(name, 1, 'x'.repeat(2000)), taskFor(name, 2, 'fits'))
    const failure = await broker.hears('failure')
    expect([failure.id, failure.code, bodyOf(failure)]).toEqual([
      1,
      'bad-request',
      { message: 'worker.9 cannot read the task: a body of 2002 bytes; allowed are 1024', mayHaveRun: false },
    ])
    expect(bodyOf(await broker.hears('reply'))).toEqual({ input: 'fits' })
  })
})

describe('the heartbeats of an attached worker', () => {
  it('tell what it holds, behind the outcomes that it has sent', async () => {
    await attached({ heartbeatIntervalMs: 5, slots: 10, handler: (input) => (input === 'hang' ? forEver() : input) })
    broker.send(taskFor(name, 7, 'quick'), taskFor(name, 8, 'hang'), taskFor(name, 9, 'waits'))
    await broker.hears('reply')
    const beat = await broker.hears('heartbeat', broker.all('heartbeat').length + 1)
    expect([beat.lastTask, bodyOf(beat)]).toEqual([9, [8, 9]])
    expect(beat.memoryBytes).toBeGreaterThan(20_000_000)
  })

  it('end with it', async () => {
    const worker = await attached({ heartbeatIntervalMs: 1 })
    await broker.hears('heartbeat')
    await worker.close()
    await broker.hears('stopped')
    expect(broker.heard.at(-1)).toEqual({ kind: 'stopped' })
  })
})

describe('a request of a handler', () => {
  const asking = {
    handler: async (input: string, context: TaskContext) =>
      `${input}, ${String(await context.request('other', 'who?'))}`,
  }

  it('leaves by the same socket, and its answer comes back by it', async () => {
    await attached(asking)
    broker.send(taskFor(name, 1, 'hello'))
    const request = await broker.hears('request')
    expect([request.target, bodyOf(request)]).toEqual(['other', 'who?'])
    broker.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('me') })
    expect(bodyOf(await broker.hears('reply'))).toBe('hello, me')
    expect(broker.peers).toHaveLength(1)
  })

  it('fails at once where its answer cannot be read', async () => {
    await attached({ ...asking, limits: { bodyBytesMax: 1024 } })
    broker.send(taskFor(name, 1, 'hello'))
    const request = await broker.hears('request')
    broker.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('x'.repeat(2000)) })
    const failure = await broker.hears('failure')
    expect([failure.id, failure.code]).toEqual([1, 'handler-failed'])
    expect(bodyOf(failure)).toMatchObject({ name: 'RequestError', message: expect.stringMatching(/cannot be read/) })
  })

  it('hears what came beside an answer that cannot be read, and hears it once', async () => {
    const heard: unknown[] = []
    const onProgress = (told: unknown): void => void heard.push(told)
    await attached({
      async handler(_: unknown, context: TaskContext) {
        const stream = context.stream('other', 'chunks', { window: 4, onProgress })
        const spoilt = context.request('other', 'spoilt').catch(({ code }: { code: string }) => heard.push(code))
        for await (const chunk of stream) heard.push(chunk)
        await spoilt
      },
      limits: { bodyBytesMax: 1024 },
    })
    broker.send(taskFor(name, 1))
    const [{ id }, { id: spoilt }] = [await broker.hears('request'), await broker.hears('request', 2)]
    broker.send(said('progress', id, 'half'), said('chunk', id, 'one'), said('reply', spoilt, 'x'.repeat(2000)))
    broker.send(said('chunk', id, 'two'), said('reply', id, null))
    await broker.hears('reply')
    expect(heard).toHaveLength(4)
    expect(new Set(heard)).toEqual(new Set(['bad-result', 'half', 'one', 'two']))
  })

  it('is taken back when its task is', async () => {
    await attached(asking)
    broker.send(taskFor(name, 1, 'hello'))
    const request = await broker.hears('request')
    broker.send({ kind: 'cancel', id: 1 })
    expect(await broker.hears('cancel')).toEqual({ kind: 'cancel', id: request.id })
    expect(bodyOf(await broker.hears('failure'))).toMatchObject({ name: 'RequestError' })
  })
})

describe('the end of an attached worker', () => {
  it('comes when the broker says stop: what runs ends first, then it says that it has stopped', async () => {
    const started = gate()
    const ended = gate()
    const worker = await attached({
      slots: 10,
      async handler(_: unknown, { signal }: TaskContext) {
        started.open()
        await ended.opened
        return signal.aborted
      },
    })
    broker.send(taskFor(name, 1), taskFor(name, 2))
    await started.opened
    broker.send({ kind: 'stop', graceMs: 1000 })
    const refused = await broker.hears('failure')
    expect([refused.id, refused.code, bodyOf(refused)]).toEqual([
      2,
      'closed',
      expect.objectContaining({ mayHaveRun: false }),
    ])
    expect(broker.all('stopped')).toEqual([])
    ended.open()
    await worker.stopped
    await broker.hears('stopped')
    expect(broker.heard.slice(-2)).toEqual([
      expect.objectContaining({ kind: 'reply', body: 'true' }),
      { kind: 'stopped' },
    ])
    expect(broker.sockets.openSockets).toBe(1)
  })

  it('comes with close, twice as once, and late callers join', async () => {
    const worker = await attached()
    const closed = worker.close()
    expect(worker.close()).toBe(closed)
    await Promise.all([closed, worker.stopped, worker[Symbol.asyncDispose]()])
    expect(worker.close()).toBe(closed)
    await broker.hears('stopped')
    expect(broker.all('stopped')).toHaveLength(1)
    expect(broker.sockets.openSockets).toBe(1)
  })

  it('does not wait for ever for a handler that does not heed its signal', async () => {
    const worker = await attached({ handler: () => new Promise(() => {}) })
    broker.send(taskFor(name, 1))
    await worker.close({ graceMs: 0 })
    await worker.stopped
    await broker.hears('stopped')
    expect(broker.all('reply')).toHaveLength(0)
  })

  it('refuses a grace that no timer can wait', async () => {
    const worker = await attached()
    for (const graceMs of [-1, Number.NaN, Infinity]) {
      expect(() => worker.close({ graceMs })).toThrow(/graceMs is .*allowed is a number from 0 to/)
    }
    await worker.close()
  })

  it('ends requests of handlers that do not heed their signal', async () => {
    const errors: unknown[] = []
    const worker = await attached({
      async handler(_: unknown, context: TaskContext) {
        errors.push(await context.request('other', 1).catch((error: unknown) => error))
        errors.push(await context.request('other', 2).catch((error: unknown) => error))
      },
    })
    broker.send(taskFor(name, 1))
    await broker.hears('request')
    await worker.close()
    expect(errors).toEqual([expect.any(RequestError), expect.any(RequestError)])
    expect(broker.all('request')).toHaveLength(1)
  })

  it('ends requests that handlers left behind when they returned', async () => {
    let left: Promise<unknown> | undefined
    const worker = await attached({
      handler(_: unknown, context: TaskContext) {
        left = context.request('other').catch((error: unknown) => error)
      },
    })
    broker.send(taskFor(name, 1))
    await broker.hears('reply')
    await worker.close()
    expect(await left).toMatchObject({ code: 'closed', message: 'worker.9 has stopped' })
  })

  it('is a rejection of `stopped` where the broker refuses the worker', async () => {
    const worker = await attached()
    const body = { message: 'the worker cannot attach: another one is called worker.9' }
    broker.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', ...payloadCodecs().encode(body) })
    await expect(worker.stopped).rejects.toMatchObject({
      name: 'RequestError',
      code: 'bad-request',
      target: name,
      message: body.message,
    })
    await worker.close()
    expect(broker.sockets.openSockets).toBe(1)
  })

  it('is that rejection also where the reason cannot be read', async () => {
    const worker = await attached()
    broker.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', codec: 'j', body: '{' })
    await expect(worker.stopped).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('harms nobody who does not look at `stopped`', async () => {
    const rejections: unknown[] = []
    const note = (reason: unknown): void => void rejections.push(reason)
    process.on('unhandledRejection', note)
    await attached()
    broker.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', codec: '', body: '' })
    await broker.hears('stopped')
    await until(() => broker.sockets.openSockets === 1)
    process.off('unhandledRejection', note)
    expect(rejections).toEqual([])
  })
})

describe('options of an attached worker', () => {
  it.each<[string, Partial<AttachOptions>, object]>([
    ['endpoint', { endpoint: 'nowhere' }, { code: 'invalid-endpoint', message: expect.stringContaining('nowhere') }],
    ['name', { name: 'a b' }, { code: 'invalid-name', message: expect.stringContaining('"a b"') }],
    [
      'limits',
      { limits: { bodyBytesMax: 1 } },
      { code: 'invalid-limit', message: expect.stringContaining('bodyBytesMax is 1') },
    ],
    [
      'heartbeatIntervalMs',
      { heartbeatIntervalMs: -1 },
      { code: 'invalid-option', message: 'heartbeatIntervalMs is -1; allowed is a number from 0 to 2147483647' },
    ],
    [
      'reattach',
      { reattach: 1 as unknown as boolean },
      { code: 'invalid-option', message: 'reattach is 1; allowed is true or false' },
    ],
    [
      'concurrency',
      { concurrency: 0 },
      { code: 'invalid-option', message: expect.stringContaining('concurrency is 0') },
    ],
  ])('%s is checked before a socket is opened', (_, options, error) => {
    const sockets = memorySockets()
    expect(() => attach({ sockets, ...options })).toThrow(expect.objectContaining(error))
    expect(sockets.openSockets).toBe(0)
  })

  it('endpoint leaves no socket behind where the sockets cannot reach it', () => {
    const sockets = memorySockets()
    expect(() => attach({ sockets, endpoint: 'tcp://127.0.0.1:9' })).toThrow(
      expect.objectContaining({ code: 'invalid-endpoint' }),
    )
    expect(sockets.openSockets).toBe(0)
  })
})
