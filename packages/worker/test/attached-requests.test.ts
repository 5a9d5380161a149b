/** What handlers of an attached worker ask for, by the same DEALER. */
import { payloadCodecs, type WireRecord } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import type { TaskContext } from '../src/handler.js'
import { AttachedScene, name } from './attached-scene.js'
import { bodyOf, taskFor } from './fake-broker.js'

const scene = new AttachedScene()

function said(kind: 'chunk' | 'progress' | 'reply', id: number, value: unknown): WireRecord {
  return { kind, id, metadata: '', ...payloadCodecs().encode(value) }
}

describe('a request of a handler', () => {
  const asking = {
    handler: async (input: string, context: TaskContext) =>
      `${input}, ${String(await context.request('other', 'who?'))}`,
  }

  it('leaves by the same socket, and its answer comes back by it', async () => {
    await scene.attached(asking)
    scene.broker.send(taskFor(name, 1, 'hello'))
    const request = await scene.broker.hears('request')
    expect([request.target, bodyOf(request)]).toEqual(['other', 'who?'])
    scene.broker.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('me') })
    expect(bodyOf(await scene.broker.hears('reply'))).toBe('hello, me')
    expect(scene.broker.peers).toHaveLength(1)
  })

  it('fails at once where its answer cannot be read', async () => {
    await scene.attached({ ...asking, limits: { bodyBytesMax: 1024 } })
    scene.broker.send(taskFor(name, 1, 'hello'))
    const request = await scene.broker.hears('request')
    scene.broker.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('x'.repeat(2000)) })
    const failure = await scene.broker.hears('failure')
    expect([failure.id, failure.code]).toEqual([1, 'handler-failed'])
    expect(bodyOf(failure)).toMatchObject({ name: 'RequestError', message: expect.stringMatching(/cannot be read/) })
  })

  it('hears what came beside an answer that cannot be read, and hears it once', async () => {
    const heard: unknown[] = []
    const onProgress = (told: unknown): void => void heard.push(told)
    await scene.attached({
      async handler(_: unknown, context: TaskContext) {
        const stream = context.stream('other', 'chunks', { window: 4, onProgress })
        const spoilt = context.request('other', 'spoilt').catch(({ code }: { code: string }) => heard.push(code))
        for await (const chunk of stream) heard.push(chunk)
        await spoilt
      },
      limits: { bodyBytesMax: 1024 },
    })
    scene.broker.send(taskFor(name, 1))
    const [{ id }, { id: spoilt }] = [await scene.broker.hears('request'), await scene.broker.hears('request', 2)]
    scene.broker.send(said('progress', id, 'half'), said('chunk', id, 'one'), said('reply', spoilt, 'x'.repeat(2000)))
    scene.broker.send(said('chunk', id, 'two'), said('reply', id, null))
    await scene.broker.hears('reply')
    expect(heard).toHaveLength(4)
    expect(new Set(heard)).toEqual(new Set(['bad-result', 'half', 'one', 'two']))
  })

  it('is taken back when its task is', async () => {
    await scene.attached(asking)
    scene.broker.send(taskFor(name, 1, 'hello'))
    const request = await scene.broker.hears('request')
    scene.broker.send({ kind: 'cancel', id: 1 })
    expect(await scene.broker.hears('cancel')).toEqual({ kind: 'cancel', id: request.id })
    expect(bodyOf(await scene.broker.hears('failure'))).toMatchObject({ name: 'RequestError' })
  })
})
