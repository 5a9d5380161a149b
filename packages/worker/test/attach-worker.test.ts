/** A worker that attaches itself: what it says on its one DEALER. */
import { memorySockets } from '@errand/sockets'
import { describe, expect, it } from 'vitest'
import { attachWorker } from '../src/attach-worker.js'
import type { AttachOptions } from '../src/attached-worker.js'
import type { TaskContext } from '../src/handler.js'
import { AttachedScene, name } from './attached-scene.js'
import { bodyOf, FakeBroker, front, taskFor } from './fake-broker.js'
import { gate } from './runner-scene.js'

const scene = new AttachedScene()
const forEver = (): Promise<never> => new Promise(() => undefined)

describe('an attached worker', () => {
  it('announces its name, services, concurrency and slots before anything else', async () => {
    await scene.attached({ services: { resize: () => 1, crop: () => 2 }, concurrency: 3, slots: 12 })
    const [ready] = scene.broker.heard
    expect(ready).toMatchObject({ kind: 'ready', slots: 12 })
    expect(bodyOf(await scene.broker.hears('ready'))).toEqual({
      workers: [{ name, services: ['resize', 'crop'], concurrency: 3, lends: true }],
    })
  })

  it('asks for as many as it runs, until something was measured', async () => {
    await scene.attached({ concurrency: 4 })
    expect((await scene.broker.hears('ready')).slots).toBe(4)
  })

  it('goes by its name and an epoch that differs at each start', async () => {
    await scene.attached()
    scene.attach()
    await scene.broker.hears('ready', 2)
    expect(scene.broker.peers).toEqual([
      expect.stringMatching(/^worker\.9#.{22}$/),
      expect.stringMatching(/^worker\.9#/),
    ])
    expect(new Set(scene.broker.peers).size).toBe(2)
  })

  it('may start before its broker', async () => {
    const early = new FakeBroker()
    attachWorker({ endpoint: front, name, sockets: early.sockets, handler: () => 1 })
    await early.listen()
    expect(await early.hears('ready')).toBeDefined()
    early.sockets.closeAll()
  })

  it('answers each task with a reply or a failure', async () => {
    await scene.attached({
      handler(input: unknown) {
        if (input === 'fail') throw new TypeError('as told')
        return { input }
      },
    })
    scene.broker.send(taskFor(name, 1, 'a'), taskFor(name, 2, 'fail'), taskFor(name, 3, new Uint8Array([1, 2])))
    await scene.broker.hears('reply', 2)
    expect(scene.broker.all('reply').map((reply) => [reply.id, bodyOf(reply)])).toEqual([
      [1, { input: 'a' }],
      [3, { input: { type: 'Buffer', data: [1, 2] } }],
    ])
    const failure = await scene.broker.hears('failure')
    expect([failure.id, failure.code, bodyOf(failure)]).toEqual([
      2,
      'handler-failed',
      { message: 'as told', name: 'TypeError' },
    ])
  })

  it('aborts the signal of a task that is taken back', async () => {
    const started = gate()
    const aborted = gate()
    await scene.attached({
      async handler(_: unknown, { signal }: TaskContext) {
        started.open()
        signal.addEventListener('abort', () => aborted.open())
        await aborted.opened
        return 'gave up'
      },
    })
    scene.broker.send(taskFor(name, 1))
    await started.opened
    scene.broker.send({ kind: 'cancel', id: 1 })
    expect(bodyOf(await scene.broker.hears('reply'))).toBe('gave up')
  })

  it('passes over what is no packet, and what a broker does not say', async () => {
    await scene.attached()
    scene.broker.sendRaw('what is this')
    scene.broker.send({ kind: 'goodbye' }, { kind: 'credit', slots: 1 }, taskFor(name, 1, 'still here'))
    expect(bodyOf(await scene.broker.hears('reply'))).toEqual({ input: 'still here' })
  })

  it('tells that it cannot read a task, whose caller would wait for its deadline else', async () => {
    await scene.attached({ limits: { bodyBytesMax: 1024 } })
    scene.broker.send(taskFor(name, 1, 'x'.repeat(2000)), taskFor(name, 2, 'fits'))
    const failure = await scene.broker.hears('failure')
    expect([failure.id, failure.code, bodyOf(failure)]).toEqual([
      1,
      'bad-request',
      { message: 'worker.9 cannot read the task: a body of 2002 bytes; allowed are 1024', mayHaveRun: false },
    ])
    expect(bodyOf(await scene.broker.hears('reply'))).toEqual({ input: 'fits' })
  })
})

describe('the heartbeats of an attached worker', () => {
  it('tell what it holds, behind the outcomes that it has sent', async () => {
    await scene.attached({
      heartbeatIntervalMs: 5,
      slots: 10,
      handler: (input) => (input === 'hang' ? forEver() : input),
    })
    scene.broker.send(taskFor(name, 7, 'quick'), taskFor(name, 8, 'hang'), taskFor(name, 9, 'waits'))
    await scene.broker.hears('reply')
    const beat = await scene.broker.hears('heartbeat', scene.broker.all('heartbeat').length + 1)
    expect([beat.lastTask, bodyOf(beat)]).toEqual([9, [8, 9]])
    expect(beat.memoryBytes).toBeGreaterThan(20_000_000)
  })

  it('end with it', async () => {
    const worker = await scene.attached({ heartbeatIntervalMs: 1 })
    await scene.broker.hears('heartbeat')
    await worker.close()
    await scene.broker.hears('stopped')
    expect(scene.broker.heard.at(-1)).toEqual({ kind: 'stopped' })
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
    expect(() => scene.attach({ sockets, ...options })).toThrow(expect.objectContaining(error))
    expect(sockets.openSockets).toBe(0)
  })

  it('endpoint leaves no socket behind where the sockets cannot reach it', () => {
    const sockets = memorySockets()
    expect(() => scene.attach({ sockets, endpoint: 'tcp://127.0.0.1:9' })).toThrow(
      expect.objectContaining({ code: 'invalid-endpoint' }),
    )
    expect(sockets.openSockets).toBe(0)
  })
})
