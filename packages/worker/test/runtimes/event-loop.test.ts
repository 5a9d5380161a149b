/** An event loop of a pool: it serves many workers, and a handler that does not end costs one slot for a while. */
import type { HeartbeatRecord } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodyOf, taskFor } from '../fake-broker.js'
import type { PortPeer } from '../port-peer.js'
import { startMsMax, until } from '../runner-scene.js'
import { type SceneOptions, ThreadScene } from '../thread-scene.js'

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
  peer = await scene.loop(['a', 'b'], options)
  await scene.results.hears('ready')
  return peer
}

describe('an event loop', { timeout: startMsMax }, () => {
  it('announces its workers at the results, and answers there', async () => {
    const loop = await launched()
    expect(bodyOf(await scene.results.hears('ready'))).toEqual({
      workers: ['a', 'b'].map((name) => ({ name, services: [], concurrency: 1, lends: true })),
    })
    loop.send(taskFor('b', 1, { act: 'echo', value: 'by a temporary socket' }))
    expect(bodyOf(await scene.results.hears('reply'))).toBe('by a temporary socket')
  })

  it('says by its port what it holds', async () => {
    const loop = await launched({ heartbeatIntervalMs: 5 })
    loop.send(taskFor('a', 8, { act: 'hang' }), taskFor('b', 9, { act: 'echo' }))
    const beatOf = (task: number) => loop.all('heartbeat').find(({ lastTask }) => lastTask === task)
    await until(() => beatOf(9) !== undefined)
    expect(bodyOf(beatOf(9) as HeartbeatRecord)).toEqual([8])
    expect(scene.results.all('heartbeat')).toEqual([])
  })

  it('notes what it starts', async () => {
    const loop = await launched()
    loop.send(taskFor('a', 1, { act: 'hang' }), taskFor('a', 2, { act: 'echo' }), taskFor('b', 3, { act: 'echo' }))
    await scene.results.hears('reply')
    expect([1, 2, 3].map((id) => scene.hasStarted(id))).toEqual([true, false, true])
  })

  it('gives up the slot of a handler that ran too long and goes on', async () => {
    const loop = await launched({ data: { options: { abandonAfterMs: 20 } } })
    loop.send(taskFor('a', 1, { act: 'hang' }, { runTimeoutMs: 20 }), taskFor('a', 2, { act: 'echo', value: 'next' }))
    expect(await scene.results.hears('failure')).toMatchObject({ id: 1, code: 'run-timeout' })
    expect(bodyOf(await scene.results.hears('reply'))).toBe('next')
  })

  it('gives up the slot of a handler whose task was taken back and goes on', async () => {
    const loop = await launched({ data: { options: { abandonAfterMs: 20 } } })
    loop.send(taskFor('a', 1, { act: 'hang' }), taskFor('a', 2, { act: 'echo', value: 'next' }))
    await scene.starts(1)
    loop.send({ kind: 'cancel', id: 1 })
    const failure = await scene.results.hears('failure')
    expect([failure.id, failure.code]).toEqual([1, 'cancelled'])
    expect(bodyOf(failure)).toMatchObject({ mayHaveRun: true })
    expect(bodyOf(await scene.results.hears('reply'))).toBe('next')
  })

  it('says that it has stopped, and ends', async () => {
    const loop = await launched()
    loop.send({ kind: 'stop', graceMs: 1000 })
    await scene.results.hears('stopped')
    expect(await loop.ended).toEqual({ code: 0, error: undefined })
  })
})
