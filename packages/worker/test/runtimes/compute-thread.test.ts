/** A worker in a thread without sockets: all that it is told and says goes over its port, and it may end at any moment. */
import { defaultLimits, newStartLog, payloadCodecs, StartLogReader } from '@errand/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerOptions } from '../../src/worker-options.js'
import { bodyOf, taskFor } from '../fake-broker.js'
import { PortPeer } from '../port-peer.js'
import { startMsMax, until } from '../runner-scene.js'

const name = 'worker.1'
const started: PortPeer[] = []
let starts: SharedArrayBuffer

interface Launch {
  readonly heartbeatIntervalMs?: number
  readonly options?: WorkerOptions
  readonly heapMb?: number
}

function launch({ heartbeatIntervalMs = 0, options = {}, heapMb }: Launch = {}): PortPeer {
  starts = newStartLog()
  const descriptor = {
    kind: 'compute',
    name,
    epoch: 'k3v9',
    limits: defaultLimits,
    heartbeatIntervalMs,
    starts,
  } as const
  const limits = heapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }
  const peer = new PortPeer(descriptor, { options }, limits)
  started.push(peer)
  return peer
}

afterEach(async () => {
  for (const { thread } of started.splice(0)) await thread.terminate()
})

/** A thread that has said what this act makes of it. */
async function valueOf(peer: PortPeer, input: object): Promise<unknown> {
  peer.send(taskFor(name, 1, input))
  return bodyOf(await peer.hears('reply'))
}

describe('a compute thread', { timeout: startMsMax }, () => {
  it('announces itself over its port before anything else, and answers by it', async () => {
    const peer = launch({ options: { concurrency: 2, slots: 7 } })
    peer.send(taskFor(name, 1, { act: 'echo', value: 'over the port' }))
    expect(bodyOf(await peer.hears('reply'))).toBe('over the port')
    expect(peer.heard[0]).toMatchObject({ kind: 'ready', slots: 7 })
    expect(bodyOf(await peer.hears('ready'))).toEqual({
      workers: [{ name, services: [], concurrency: 2, lends: true }],
    })
  })

  it('does not load zeromq', async () => {
    expect(await valueOf(launch(), { act: 'addon' })).toBe(0)
  })

  it('knows the data that its broker was given for it', async () => {
    expect(await valueOf(launch({ options: { slots: 9 } }), { act: 'data' })).toEqual({ options: { slots: 9 } })
  })

  it.each([
    ['of a larger memory', { act: 'view', bytes: 5000, of: 1_000_000 }],
    ['of memory that is shared', { act: 'shared', bytes: 5000 }],
  ])('posts bytes as they are, and none of what they are a view %s', async (_, act) => {
    const peer = launch()
    expect(await valueOf(peer, act)).toEqual(Buffer.alloc(5000, 7))
    const body = peer.frames.at(-1)?.[1] as Uint8Array
    expect([body.byteLength, body.buffer.byteLength, body.buffer instanceof ArrayBuffer]).toEqual([5000, 5000, true])
  })

  it('asks others over its port, in the name of the task that asks', async () => {
    const peer = launch()
    peer.send(taskFor(name, 41, { act: 'ask', target: 'other', body: 'who?' }))
    const request = await peer.hears('request')
    expect([request.target, request.parent, bodyOf(request)]).toEqual(['other', 41, 'who?'])
    peer.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('me') })
    expect(bodyOf(await peer.hears('reply'))).toBe('me')
  })

  it('takes back what it asked for when the task is taken back', async () => {
    const peer = launch()
    peer.send(taskFor(name, 41, { act: 'ask', target: 'other' }))
    const { id } = await peer.hears('request')
    peer.send({ kind: 'cancel', id: 41 })
    expect(await peer.hears('cancel')).toEqual({ kind: 'cancel', id })
    expect(await peer.hears('failure')).toMatchObject({ id: 41, code: 'handler-failed' })
  })

  it('says what it holds behind the outcomes that it has posted', async () => {
    const peer = launch({ heartbeatIntervalMs: 5, options: { slots: 10 } })
    peer.send(taskFor(name, 7, { act: 'echo' }), taskFor(name, 8, { act: 'hang' }), taskFor(name, 9, { act: 'echo' }))
    await peer.hears('reply')
    const answeredAt = peer.heard.findIndex(({ kind }) => kind === 'reply')
    const beatsBefore = peer.all('heartbeat').length
    const beat = await peer.hears('heartbeat', beatsBefore + 1)
    expect(peer.heard.indexOf(beat)).toBeGreaterThan(answeredAt)
    expect([beat.lastTask, bodyOf(beat)]).toEqual([9, [8, 9]])
    expect(beat.memoryBytes).toBeGreaterThan(1_000_000)
    // The heap of the thread is a small part of what the process uses.
    expect(beat.memoryBytes).toBeLessThan(process.memoryUsage.rss())
  })

  it('notes what it starts before the handler is called', async () => {
    const peer = launch()
    const log = new StartLogReader(starts)
    peer.send(taskFor(name, 1, { act: 'spin' }), taskFor(name, 2, { act: 'echo' }))
    await until(() => log.hasStarted(1, 0))
    expect(log.hasStarted(2, 0)).toBe(false)
  })

  it('says that the handler ran too long when it has settled, whatever it returned', async () => {
    const peer = launch({ options: { runTimeoutMs: 20 } })
    peer.send(taskFor(name, 1, { act: 'wait for the signal' }))
    expect(await peer.hears('failure')).toMatchObject({ id: 1, code: 'run-timeout' })
    expect(peer.all('reply')).toEqual([])
  })

  it('tells that it cannot read a task', async () => {
    const peer = launch()
    peer.sendRaw('E1t5,worker.1,worker.1,1000,1,0,j*;')
    expect(await peer.hears('failure')).toMatchObject({ id: 5, code: 'bad-request' })
  })

  it('says that it has stopped when what ran has ended, and ends', async () => {
    const peer = launch({ options: { slots: 10 } })
    peer.send(taskFor(name, 1, { act: 'wait for the signal' }), taskFor(name, 2, { act: 'echo' }))
    await until(() => new StartLogReader(starts).hasStarted(1, 0))
    peer.send({ kind: 'stop', graceMs: 1000 })
    expect(await peer.ended).toEqual({ code: 0, error: undefined })
    expect(peer.heard.slice(1)).toEqual([
      expect.objectContaining({ kind: 'failure', id: 2, code: 'closed' }),
      expect.objectContaining({ kind: 'reply', id: 1, body: '"AbortError"' }),
      { kind: 'stopped' },
    ])
  })
})

describe('a compute thread ends alone', { timeout: startMsMax }, () => {
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
  ])('by %o', async (act, ending) => {
    const peer = launch()
    peer.send(taskFor(name, 1, act))
    expect(await peer.ended).toEqual(ending)
  })

  it('where its heap is full', async () => {
    const peer = launch({ heapMb: 32 })
    peer.send(taskFor(name, 1, { act: 'fill' }))
    expect(await peer.ended).toMatchObject({ code: 1, error: { code: 'ERR_WORKER_OUT_OF_MEMORY' } })
  })

  it.each(['spin', 'spin in microtasks'])('where it is ended while its handler does this: %s', async (act) => {
    const peer = launch()
    peer.send(taskFor(name, 1, { act }))
    await until(() => new StartLogReader(starts).hasStarted(1, 0))
    expect(await peer.thread.terminate()).toBe(1)
  })
})
