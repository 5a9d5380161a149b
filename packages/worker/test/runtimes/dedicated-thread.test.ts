/** A dedicated worker: a thread with sockets, which says what it does and ends without harm to its process. */
import { payloadCodecs } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodyOf, taskFor } from '../fake-broker.js'
import type { PortPeer } from '../port-peer.js'
import { startMsMax } from '../runner-scene.js'
import { type SceneOptions, ThreadScene } from '../thread-scene.js'

const name = 'worker.1'
let scene: ThreadScene
let peer: PortPeer | undefined

beforeEach(() => {
  scene = new ThreadScene()
})

afterEach(async () => {
  if (peer) await scene.end(peer)
  peer = undefined
  scene.sockets.closeAll()
})

async function launched(options: SceneOptions = {}): Promise<PortPeer> {
  peer = await scene.dedicated(name, options)
  await scene.results.hears('ready')
  return peer
}

describe('a dedicated worker', { timeout: startMsMax }, () => {
  it('announces itself at the results, and answers there', async () => {
    await launched({ data: { options: { slots: 7 } } })
    scene.send(taskFor(name, 1, { act: 'echo', value: 'by a socket' }))
    expect(bodyOf(await scene.results.hears('reply'))).toBe('by a socket')
    expect(scene.results.heard[0]).toMatchObject({ kind: 'ready', slots: 7 })
    expect(scene.results.peers).toEqual(['worker.1#k3v9'])
  })

  it('knows the data that its broker was given for it, and uses zeromq', async () => {
    const data = { options: { concurrency: 2 } }
    await launched({ data })
    scene.send(taskFor(name, 1, { act: 'data' }), taskFor(name, 2, { act: 'addon' }))
    expect(bodyOf(await scene.results.hears('reply'))).toEqual(data)
    expect(bodyOf(await scene.results.hears('reply', 2))).toBeGreaterThan(0)
  })

  it('says what it holds behind the outcomes that it has sent', async () => {
    await launched({ heartbeatIntervalMs: 5, data: { options: { slots: 10 } } })
    scene.send(taskFor(name, 7, { act: 'echo' }), taskFor(name, 8, { act: 'hang' }), taskFor(name, 9, { act: 'echo' }))
    await scene.results.hears('reply')
    const beat = await scene.results.hears('heartbeat', scene.results.all('heartbeat').length + 1)
    expect([beat.lastTask, bodyOf(beat)]).toEqual([9, [8, 9]])
    expect(beat.memoryBytes).toBeLessThan(process.memoryUsage.rss())
  })

  it('notes what it starts before the handler is called', async () => {
    await launched()
    scene.send(taskFor(name, 1, { act: 'spin' }), taskFor(name, 2, { act: 'echo' }))
    await scene.starts(1)
    expect(scene.hasStarted(2)).toBe(false)
  })

  it('asks others at the front, in the name of the task that asks', async () => {
    await launched()
    scene.send(taskFor(name, 41, { act: 'ask', target: 'other', body: 'who?' }))
    const request = await scene.front.hears('request')
    expect([request.target, request.parent, bodyOf(request)]).toEqual(['other', 41, 'who?'])
    scene.answer({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('me') })
    expect(bodyOf(await scene.results.hears('reply'))).toBe('me')
  })

  it('says that a handler ran too long when it has settled', async () => {
    await launched()
    scene.send(taskFor(name, 1, { act: 'wait for the signal' }, { runTimeoutMs: 20 }))
    expect(await scene.results.hears('failure')).toMatchObject({ id: 1, code: 'run-timeout' })
  })

  it('answers its stop when what ran has ended, and ends', async () => {
    const { ended } = await launched()
    scene.send(taskFor(name, 1, { act: 'wait for the signal' }))
    await scene.starts(1)
    scene.stop()
    await scene.stopIsAnswered()
    expect(bodyOf(await scene.results.hears('reply'))).toBe('AbortError')
    expect(await ended).toEqual({ code: 0, error: undefined })
    expect(scene.handle.isClosed).toBe(true)
  })
})

describe('a dedicated worker ends alone', { timeout: startMsMax }, () => {
  it.each([
    [
      { act: 'exit', code: 3 },
      { code: 3, error: undefined },
    ],
    [
      { act: 'throw', message: 'thrown later' },
      { code: 1, error: new TypeError('thrown later') },
    ],
    [
      { act: 'reject', message: 'rejected later' },
      { code: 1, error: new TypeError('rejected later') },
    ],
  ])('by %o, with its sockets closed', async (act, ending) => {
    const { ended } = await launched()
    scene.send(taskFor(name, 1, act))
    expect(await ended).toEqual(ending)
    expect(scene.handle.isClosed).toBe(true)
  })

  it('where its heap is full', async () => {
    const { ended } = await launched({ resourceLimits: { maxOldGenerationSizeMb: 32 } })
    scene.send(taskFor(name, 1, { act: 'fill' }))
    expect(await ended).toMatchObject({ code: 1, error: { code: 'ERR_WORKER_OUT_OF_MEMORY' } })
  })

  it.each(['spin', 'spin in microtasks', 'throw when it is ended'])(
    'where it is ended while its handler does this: %s',
    async (act) => {
      const thread = await launched()
      scene.send(taskFor(name, 1, { act }))
      await scene.starts(1)
      await scene.end(thread)
      expect(await thread.ended).toEqual({ code: 1, error: undefined })
    },
  )
})
