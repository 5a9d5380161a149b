/** How an attached worker comes to its end. */
import { payloadCodecs } from '@errand/protocol'
import { RequestError } from '@errand/requests'
import { describe, expect, it } from 'vitest'
import type { TaskContext } from '../src/handler.js'
import { AttachedScene, name } from './attached-scene.js'
import { bodyOf, taskFor } from './fake-broker.js'
import { gate, until } from './runner-scene.js'

const scene = new AttachedScene()

describe('the end of an attached worker', () => {
  it('comes when the broker says stop: what runs ends first, then it says that it has stopped', async () => {
    const started = gate()
    const ended = gate()
    const worker = await scene.attached({
      slots: 10,
      async handler(_: unknown, { signal }: TaskContext) {
        started.open()
        await ended.opened
        return signal.aborted
      },
    })
    scene.broker.send(taskFor(name, 1), taskFor(name, 2))
    await started.opened
    scene.broker.send({ kind: 'stop', graceMs: 1000 })
    const refused = await scene.broker.hears('failure')
    expect([refused.id, refused.code, bodyOf(refused)]).toEqual([
      2,
      'closed',
      expect.objectContaining({ mayHaveRun: false }),
    ])
    expect(scene.broker.all('stopped')).toEqual([])
    ended.open()
    await worker.stopped
    await scene.broker.hears('stopped')
    expect(scene.broker.heard.slice(-2)).toEqual([
      expect.objectContaining({ kind: 'reply', body: 'true' }),
      { kind: 'stopped' },
    ])
    expect(scene.broker.sockets.openSockets).toBe(1)
  })

  it('comes with close, twice as once, and late callers join', async () => {
    const worker = await scene.attached()
    const closed = worker.close()
    expect(worker.close()).toBe(closed)
    await Promise.all([closed, worker.stopped, worker[Symbol.asyncDispose]()])
    expect(worker.close()).toBe(closed)
    await scene.broker.hears('stopped')
    expect(scene.broker.all('stopped')).toHaveLength(1)
    expect(scene.broker.sockets.openSockets).toBe(1)
  })

  it('does not wait for ever for a handler that does not heed its signal', async () => {
    const worker = await scene.attached({ handler: () => new Promise(() => {}) })
    scene.broker.send(taskFor(name, 1))
    await worker.close({ graceMs: 0 })
    await worker.stopped
    await scene.broker.hears('stopped')
    expect(scene.broker.all('reply')).toHaveLength(0)
  })

  it('refuses a grace that no timer can wait', async () => {
    const worker = await scene.attached()
    for (const graceMs of [-1, Number.NaN, Infinity]) {
      expect(() => worker.close({ graceMs })).toThrow(/graceMs is .*allowed is a number from 0 to/)
    }
    await worker.close()
  })

  it('ends requests of handlers that do not heed their signal', async () => {
    const errors: unknown[] = []
    const worker = await scene.attached({
      async handler(_: unknown, context: TaskContext) {
        errors.push(await context.request('other', 1).catch((error: unknown) => error))
        errors.push(await context.request('other', 2).catch((error: unknown) => error))
      },
    })
    scene.broker.send(taskFor(name, 1))
    await scene.broker.hears('request')
    await worker.close()
    expect(errors).toEqual([expect.any(RequestError), expect.any(RequestError)])
    expect(scene.broker.all('request')).toHaveLength(1)
  })

  it('ends requests that handlers left behind when they returned', async () => {
    let left: Promise<unknown> | undefined
    const worker = await scene.attached({
      handler(_: unknown, context: TaskContext) {
        left = context.request('other').catch((error: unknown) => error)
      },
    })
    scene.broker.send(taskFor(name, 1))
    await scene.broker.hears('reply')
    await worker.close()
    expect(await left).toMatchObject({ code: 'closed', message: 'worker.9 has stopped' })
  })

  it('is a rejection of `stopped` where the broker refuses the worker', async () => {
    const worker = await scene.attached()
    const body = { message: 'the worker cannot attach: another one is called worker.9' }
    scene.broker.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', ...payloadCodecs().encode(body) })
    await expect(worker.stopped).rejects.toMatchObject({
      name: 'RequestError',
      code: 'bad-request',
      target: name,
      message: body.message,
    })
    await worker.close()
    expect(scene.broker.sockets.openSockets).toBe(1)
  })

  it('is that rejection also where the reason cannot be read', async () => {
    const worker = await scene.attached()
    scene.broker.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', codec: 'j', body: '{' })
    await expect(worker.stopped).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('harms nobody who does not look at `stopped`', async () => {
    const rejections: unknown[] = []
    const note = (reason: unknown): void => void rejections.push(reason)
    process.on('unhandledRejection', note)
    await scene.attached()
    scene.broker.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', codec: '', body: '' })
    await scene.broker.hears('stopped')
    await until(() => scene.broker.sockets.openSockets === 1)
    process.off('unhandledRejection', note)
    expect(rejections).toEqual([])
  })
})
