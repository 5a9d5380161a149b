// However a worker ends, in whatever placement: it is known why, another takes over, and nobody else notices.
import { once } from 'node:events'
import type { BrokerOptions, Placement } from '@errand/broker'
import { describe, expect, it } from 'vitest'
import { brokerFor, clientFor, placed } from './topology.js'
import { watchWorkers } from './worker-watch.js'

/** Small, so that nothing is waited for; and as many ends as there may be. */
const restart = { minDelayMs: 1, maxDelayMs: 20, crashesMax: Infinity }
const quick: BrokerOptions = { restart, hangGraceMs: 50, heartbeatIntervalMs: 50, stopGraceMs: 500 }
const echo = { act: 'echo', value: 1 }

describe.each<Placement>(['thread', 'compute', 'process'])('a worker in a %s of its own', (placement) => {
  // Of a process it is not known what it has started: all that it was given may have run.
  const attempts = placement === 'process' ? 2 : 1

  it.each([
    ['throws where nobody catches it', { act: 'crash' }, { kind: 'threw', error: { message: expect.any(String) } }],
    ['calls process.exit', { act: 'exit', code: 3 }, { kind: 'exited', code: 3 }],
  ])('that %s is started again, and its queue goes on', async (_how, deadly, reason) => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const [lost, ...others] = await Promise.allSettled([
      client.request('a', deadly),
      client.request('a', echo, { attempts }),
      client.request('a', echo, { attempts }),
    ])
    expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'worker-lost', mayHaveRun: true } })
    expect(others).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }])
    expect(await watch.next('ended', 'a')).toMatchObject({ placement, reason })
    expect(await watch.next('started', 'a')).toEqual({ kind: 'started', worker: 'a', placement, starts: 2 })
    const { workers } = await broker.stats()
    expect(workers).toMatchObject([{ name: 'a', placement, state: 'ready', starts: 2, lastEnd: reason }])
  })

  it('that is in an endless loop is replaced, and its neighbour does not notice', async () => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a', 'b']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const spinning = client.request('a', { act: 'spin' }, { deadlineMs: 100 }).catch((error: unknown) => error)
    const behind = client.request('a', echo, { attempts })
    const neighbours = Array.from({ length: 100 }, () => client.request('b', echo))
    expect(await Promise.all(neighbours)).toHaveLength(100)
    expect(await spinning).toMatchObject({ code: 'deadline' })
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'hung', target: 'a' } })
    expect(await behind).toEqual({ value: 1, worker: 'a' })
    expect(watch.events.filter(({ worker }) => worker === 'b')).toEqual([])
  })

  it('whose handler never settles is replaced', async () => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    await expect(client.request('a', { act: 'never' }, { deadlineMs: 50 })).rejects.toMatchObject({ code: 'deadline' })
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'hung' } })
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
  })

  it('that exhausts its heap is started again', async () => {
    const limits = { resourceLimits: { maxOldGenerationSizeMb: 24 } }
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a'], limits) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    await expect(client.request('a', { act: 'heap' })).rejects.toMatchObject({ code: 'worker-lost' })
    const reason = placement === 'process' ? { kind: 'signal', signal: 'SIGABRT' } : { kind: 'heap' }
    expect(await watch.next('ended', 'a')).toMatchObject({ reason })
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
  })

  it('that ends again and again is barred, tried after a rest, and barred at once if it ends again', async () => {
    const rests = { ...restart, crashesMax: 2, cooldownMs: 100 }
    const broker = await brokerFor({ ...quick, restart: rests, ...placed(placement, ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const exit = (): Promise<unknown> => client.request('a', { act: 'exit', code: 9 }).catch((error: unknown) => error)
    expect(await exit()).toMatchObject({ code: 'worker-lost' })
    expect(await exit()).toMatchObject({ code: 'worker-lost' })
    const told = { code: 'worker-crash-loop', message: expect.stringContaining('exit code 9') as unknown }
    await expect(client.request('a', echo)).rejects.toMatchObject({ ...told, mayHaveRun: false })
    expect(await watch.next('barred', 'a')).toMatchObject({ forMs: 100, message: told.message })
    expect(await watch.next('started', 'a')).toMatchObject({ starts: 2 })
    expect(await watch.next('started', 'a')).toMatchObject({ starts: 3 })
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
    expect(await exit()).toMatchObject({ code: 'worker-lost' })
    expect(await watch.next('barred', 'a')).toMatchObject({ forMs: 100 })
    await watch.next('started', 'a')
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
  })

  it('is replaced after so many tasks, under load, and loses none', async () => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a'], { recycle: { afterTasks: 50 } }) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const asked = Array.from({ length: 400 }, (_, value) =>
      client.request<{ value: number }>('a', { act: 'echo', value }),
    )
    const answers = await Promise.all(asked)
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 400 }, (_, value) => value))
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'recycled', after: 'tasks' } })
    expect(watch.events.filter(({ kind }) => kind === 'restarting')).toEqual([])
  })

  it('is replaced where it grows too large', async () => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a'], { recycle: { memoryBytes: 1 } }) })
    const watch = watchWorkers(broker)
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'recycled', after: 'memory' } })
    expect(await watch.next('started', 'a')).toMatchObject({ starts: 2 })
    const { workers } = await broker.stats()
    expect(workers).toMatchObject([{ placement, inFlight: 0 }])
  })

  it('is not started again where it is not to be', async () => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a', 'b'], { restart: false }) })
    const client = clientFor(broker)
    const [exited, waiting] = await Promise.allSettled([
      client.request('a', { act: 'exit', code: 0 }),
      client.request('a', echo),
    ])
    expect(exited).toMatchObject({ reason: { code: 'worker-lost' } })
    expect(waiting).toMatchObject({ reason: { code: 'worker-lost' } })
    await expect(client.request('a', echo)).rejects.toMatchObject({ code: 'unknown-target' })
    expect(await client.request('b', echo)).toEqual({ value: 1, worker: 'b' })
  })
})

describe.each<Placement>(['thread', 'compute'])('a worker in a %s that is stuck in native code', (placement) => {
  it('cannot be ended: it is left to itself, with a warning, and another takes over', async () => {
    const broker = await brokerFor({ ...quick, ...placed(placement, ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const warned = once(process, 'warning')
    const stuck = client.request('a', { act: 'native', rounds: 6_000_000 }, { deadlineMs: 50 })
    await expect(stuck).rejects.toMatchObject({ code: 'deadline' })
    expect(await warned).toMatchObject([{ code: 'ERRAND_THREAD_STUCK', message: expect.stringContaining('of a is') }])
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'hung' } })
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
    expect(await broker.stats()).toMatchObject({ threads: 1 })
  })
})

describe("what a broker tells of its workers' lives", () => {
  it.each(['calling thread', 'own thread'] as const)('reaches who listens, from its %s', async (home) => {
    const broker = await brokerFor({ ...quick, ...placed('compute', ['a']) }, home)
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    await client.request('a', { act: 'crash' }).catch(() => undefined)
    await watch.next('started', 'a')
    const basis = { worker: 'a', placement: 'compute' }
    expect(watch.events).toMatchObject([
      { ...basis, kind: 'ended', reason: { kind: 'threw', error: { message: 'an uncaught error in a worker' } } },
      { ...basis, kind: 'restarting', inMs: expect.any(Number) },
      { ...basis, kind: 'started', starts: 2 },
    ])
    await broker.close()
    expect(watch.events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'stopped' } })
  })

  it('no longer reaches who has taken the listener back', async () => {
    const broker = await brokerFor({ ...quick, ...placed('compute', ['a']) })
    const heard: string[] = []
    const forget = broker.onWorker(({ kind }) => heard.push(kind))
    forget()
    forget()
    const watch = watchWorkers(broker)
    await broker.close()
    await watch.next('ended', 'a')
    expect(heard).toEqual([])
  })
})
