// What a request can be, over every transport, with the broker in either place, over either lane.
import type { Broker } from '@errand/broker'
import { type Client, connect } from '@errand/client'
import { startBroker, startBrokerThread } from '@errand/broker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topologies, workersOn } from './topology.js'

interface Start {
  readonly value: number
  readonly at: string
}

describe.each(topologies)('over $transport, broker in its $home, $lane lane', ({ transport, home, lane }) => {
  let broker: Broker
  let client: Client

  beforeAll(async () => {
    const start = home === 'own thread' ? startBrokerThread : startBroker
    broker = await start({ transport, ...workersOn(lane, ['a', 'b', 'c'], { services: ['any'], sendStacks: true }) })
    client = connect({ endpoint: broker.endpoint })
  })

  afterAll(async () => {
    await client.close()
    await broker.close()
  })

  it('answers a worker by name and a service by any of its workers', async () => {
    expect(await client.request('b', { act: 'echo', value: 'ü€😀' })).toEqual({ value: 'ü€😀', worker: 'b' })
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.request('any', { act: 'context' })))
    expect(new Set(answers.map((answer) => (answer as { worker: string }).worker))).toEqual(new Set(['a', 'b', 'c']))
  })

  it('carries bytes, small and large, there and back', async () => {
    const small = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    expect(Buffer.from(await client.request<Uint8Array>('a', small)).equals(small)).toBe(true)
    const large = Buffer.alloc(3 << 20, 'errand')
    expect(Buffer.from(await client.request<Uint8Array>('a', large)).equals(large)).toBe(true)
  })

  it('carries long text beyond ASCII', async () => {
    const value = 'é😀\u2028'.repeat(50_000)
    expect(await client.request('c', { act: 'echo', value })).toEqual({ value, worker: 'c' })
  })

  it('resolves with undefined where the handler returns nothing', async () => {
    expect(await client.request('a', { act: 'nothing' })).toBeUndefined()
  })

  it('fails with what the handler threw', async () => {
    const failing = client.request('a', { act: 'throw', message: 'no such page' })
    await expect(failing).rejects.toMatchObject({
      code: 'handler-failed',
      target: 'a',
      mayHaveRun: true,
      cause: { name: 'TypeError', message: 'no such page', stack: expect.stringContaining('tasks.mjs') as unknown },
    })
    await expect(client.request('a', { act: 'reject', message: 'm' })).rejects.toMatchObject({ code: 'handler-failed' })
    await expect(client.request('a', { act: 'throwNull' })).rejects.toMatchObject({ code: 'handler-failed' })
    await expect(client.request('a', { act: 'unencodable' })).rejects.toMatchObject({ code: 'bad-result' })
  })

  it('names what there is where a target is not known', async () => {
    await expect(client.request('nobody')).rejects.toMatchObject({
      code: 'unknown-target',
      mayHaveRun: false,
      message: 'no worker and no service is called nobody; there are a, any, b, c',
    })
  })

  it('ends a request by its deadline and by its signal, and the worker goes on', async () => {
    await expect(client.request('a', { act: 'wait' }, { deadlineMs: 30 })).rejects.toMatchObject({ code: 'deadline' })
    const controller = new AbortController()
    const waiting = client.request('a', { act: 'wait' }, { signal: controller.signal })
    controller.abort(new Error('no longer wanted'))
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'no longer wanted' } })
    expect(await client.request('a', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'a' })
  })

  it('tells the handler who it is and how long it has', async () => {
    const context = await client.request<{ leftMs: number }>('b', { act: 'context' }, { deadlineMs: 10_000 })
    expect(context).toMatchObject({ worker: 'b', target: 'b', attempt: 1 })
    // The wall clock counts whole milliseconds, and so does the wire: each may add one.
    expect(context.leftMs).toBeLessThanOrEqual(10_002)
  })

  it('carries requests of workers to other workers, with their failures', async () => {
    const body = { act: 'nested', target: 'b', body: { act: 'echo', value: 5 } }
    expect(await client.request('a', body)).toEqual({ value: 5, worker: 'b' })
    await expect(client.request('a', { ...body, target: 'nobody' })).rejects.toMatchObject({
      code: 'handler-failed',
      cause: { name: 'RequestError', message: expect.stringContaining('nobody') as unknown },
    })
  })

  it('answers 10,000 nested requests of one worker at the same time, none crossed', async () => {
    expect(await client.request('a', { act: 'fanOut', target: 'b', count: 10_000 })).toBe(10_000)
  })

  it('carries streams as fast as they are read, large chunks too, and their results', async () => {
    const stream = client.stream<{ at: number }, number>('b', { act: 'count', count: 1000 }, { window: 8 })
    const seen: number[] = []
    for await (const { at } of stream) seen.push(at)
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, at) => at))
    expect(await stream.result).toBe(1000)
    const large = client.stream<string>('b', { act: 'firehose', chars: 300_000 }, { window: 2 })
    let chars = 0
    for await (const chunk of large) if ((chars += chunk.length) >= 3_000_000) break
    expect(chars).toBe(3_000_000)
    expect(await client.request('b', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'b' })
  })

  it('carries streams between workers, many at a time', async () => {
    const asked = Array.from({ length: 20 }, () => client.request('a', { act: 'readAll', target: 'b', count: 50 }))
    expect(new Set((await Promise.all(asked)).map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"sum":1225,"count":50}']),
    )
  })

  it('tells of progress', async () => {
    const heard: unknown[] = []
    await client.request('a', { act: 'count', count: 3 }, { onProgress: (progress) => heard.push(progress) })
    expect(heard).toEqual([{ counted: 3 }])
  })

  it('takes work that nobody waits for, and tells who would do it', async () => {
    await client.send('a', { act: 'nothing' })
    await expect(client.send('nobody', {})).rejects.toMatchObject({ code: 'unknown-target' })
    expect(await client.find('any')).toEqual(['a', 'b', 'c'])
  })

  it('gives requests to the worker that they name, and those that are sticky to one', async () => {
    const named = await client.request('any', { act: 'context' }, { to: 'c' })
    expect(named).toMatchObject({ worker: 'c', target: 'any' })
    const asked = Array.from({ length: 10 }, () =>
      client.request<{ worker: string }>('any', { act: 'context' }, { to: { sticky: 'user-7' } }),
    )
    expect(new Set((await Promise.all(asked)).map(({ worker }) => worker)).size).toBe(1)
  })

  it('goes on where every slot of a service waits for the service', async () => {
    const asked = Array.from({ length: 12 }, () => client.request('any', { act: 'deep', target: 'any', depth: 5 }))
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['the bottom']))
    await expect(client.request('any', { act: 'deep', target: 'any', depth: 1000 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('a chain') as unknown },
    })
  })

  // Their answers may come in another: temporary sockets overtake each other.
  it('starts requests to one worker in their order', async () => {
    const values = Array.from({ length: 1000 }, (_, value) => value)
    const asked = values.map((value) => client.request<Start>('c', { act: 'startedAt', value }))
    const starts = await Promise.all(asked)
    expect(starts.map(({ value }) => value)).toEqual(values)
    expect(starts.toSorted((a, b) => Number(BigInt(a.at) - BigInt(b.at))).map(({ value }) => value)).toEqual(values)
  })

  it('leaves nothing open, and counts each request once', async () => {
    const stats = await broker.stats()
    const failures = Object.values(stats.failed).reduce((sum, count) => sum + count, 0)
    const refused = stats.failed['unknown-target'] ?? 0
    expect(stats).toMatchObject({ open: 0, queued: 0, strayResults: 0, violations: 0 })
    expect(stats.accepted).toBe(stats.replied + failures - refused)
  })
})
