// Workers that start by themselves, in processes of their own, and attach to a broker.
import type { Broker } from '@errand/broker'
import { attachWorker, type WorkerOptions } from '@errand/worker'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Child, child } from './child.js'
import { brokerFor, clientFor, workersOn } from './topology.js'
import { watchWorkers } from './worker-watch.js'

/** The broker's view is the one that counts: a process may be up before it has heard of it. */
async function attachedTo(broker: Broker, name: string, options: WorkerOptions = {}): Promise<Child> {
  const watch = watchWorkers(broker)
  const process = child('attached.mjs', broker.endpoint, name, JSON.stringify(options))
  await watch.next('started', name)
  return process
}

describe.each(['ipc', 'tcp'] as const)('over %s', (transport) => {
  it('serve by name and by service, and ask others', async () => {
    const broker = await brokerFor({ transport, ...workersOn('push', ['here']) })
    await attachedTo(broker, 'there')
    const client = clientFor(broker)
    expect(await client.request('there', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'there' })
    expect(await client.request('any', { act: 'context' })).toMatchObject({ worker: 'there', target: 'any' })
    const bytes = Buffer.alloc(1 << 20, 'bytes')
    expect(Buffer.from(await client.request<Uint8Array>('there', bytes)).equals(bytes)).toBe(true)
    expect(await client.request('there', { act: 'fanOut', target: 'here', count: 1000 })).toBe(1000)
    expect(await client.request('here', { act: 'fanOut', target: 'there', count: 1000 })).toBe(1000)
  })

  it('end when the broker stops', async () => {
    const broker = await brokerFor({ transport }, 'own thread')
    const there = await attachedTo(broker, 'there')
    await broker.close()
    expect(await there.nextLine()).toBe('stopped')
    expect(await there.ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('are told where another has their name', async () => {
    const broker = await brokerFor({ transport, ...workersOn('push', ['here']) })
    const refused = child('attached.mjs', broker.endpoint, 'here')
    expect(await refused.nextLine()).toMatch(/refused: .*a worker of the name here is there already/)
    expect(await refused.ended).toMatchObject({ code: 0 })
    const client = clientFor(broker)
    expect(await client.request('here', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'here' })
  })

  it('that are killed cost what they had a worker-lost; idempotent work goes to another', async () => {
    const broker = await brokerFor({ transport })
    const [first] = await Promise.all([attachedTo(broker, 'first'), attachedTo(broker, 'second')])
    const client = clientFor(broker)
    const once = client.request('first', { act: 'never' })
    const lost = Promise.allSettled([once])
    // What comes later from the same client is answered later.
    await client.request('nobody').catch(() => undefined)
    const again = Array.from({ length: 100 }, (_, value) =>
      client.request<{ worker: string }>('any', { act: 'echo', value }, { attempts: 3 }),
    )
    first.process.kill('SIGKILL')
    expect(await lost).toMatchObject([{ reason: { code: 'worker-lost', mayHaveRun: true } }])
    const answers = await Promise.all(again)
    expect(answers).toHaveLength(100)
    await expect(client.request('first')).rejects.toMatchObject({ code: 'unknown-target' })
  })
})

describe('with a run time-out of its own, which it announces,', () => {
  it('that hangs in an endless loop costs its request that time, though nothing else tells of it', async () => {
    const broker = await brokerFor({ transport: 'ipc', hangGraceMs: 50 })
    await attachedTo(broker, 'there', { runTimeoutMs: 100 })
    const client = clientFor(broker)
    expect(await client.request('there', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'there' })
    const spinning = client.request('there', { act: 'spin' })
    await expect(spinning).rejects.toMatchObject({ code: 'run-timeout', mayHaveRun: true })
  })

  it('that does not heed its signal loses its slot, and goes on', async () => {
    const broker = await brokerFor({ transport: 'ipc', hangGraceMs: 10_000 })
    await attachedTo(broker, 'there', { runTimeoutMs: 100, abandonAfterMs: 50 })
    const client = clientFor(broker)
    await expect(client.request('there', { act: 'never' })).rejects.toMatchObject({ code: 'run-timeout' })
    expect(await client.request('there', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'there' })
  })
})

describe('in the process of the broker', () => {
  it('serve over inproc', async () => {
    const broker = await brokerFor({})
    const watch = watchWorkers(broker)
    const worker = attachWorker({ endpoint: broker.endpoint, name: 'near', handler: (input: number) => input + 1 })
    onTestFinished(() => worker.close())
    expect(await watch.next('started', 'near')).toMatchObject({ placement: 'attached', starts: 1 })
    const client = clientFor(broker)
    expect(await client.request('near', 41)).toBe(42)
    await worker.close()
    await worker.stopped
    expect(await watch.next('ended', 'near')).toMatchObject({ placement: 'attached', reason: { kind: 'stopped' } })
    expect((await broker.stats()).workers).toEqual([])
  })
})
