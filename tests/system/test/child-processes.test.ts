// Workers in child processes: however one of the processes ends, the other does what is right.
import { EventEmitter, once } from 'node:events'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { child } from './child.js'
import { brokerFor, clientFor, fixture, placed } from './topology.js'
import { watchWorkers } from './worker-watch.js'

const restart = { minDelayMs: 1, maxDelayMs: 20, crashesMax: Infinity }
const quick = { restart, hangGraceMs: 50, heartbeatIntervalMs: 50, stopGraceMs: 500 }
const echo = { act: 'echo', value: 1 }

describe.each(['inproc', 'ipc', 'tcp'] as const)('a worker in a process of a broker over %s', (transport) => {
  it('that is killed costs what it had a worker-lost, and is replaced', async () => {
    const broker = await brokerFor({ ...quick, transport, ...placed('process', ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const pid = await client.request<number>('a', { act: 'pid' })
    expect(pid).not.toBe(process.pid)
    const started = new EventEmitter()
    const hasStarted = once(started, 'progress')
    const onProgress = (): void => void started.emit('progress')
    const lost = client.request('a', { act: 'neverAndTells' }, { onProgress })
    const again = client.request('a', echo, { attempts: 2 })
    const settled = Promise.allSettled([lost])
    await hasStarted
    process.kill(pid, 'SIGKILL')
    expect(await settled).toMatchObject([{ reason: { code: 'worker-lost' } }])
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'signal', signal: 'SIGKILL' } })
    expect(await again).toEqual({ value: 1, worker: 'a' })
    expect(await client.request<number>('a', { act: 'pid' })).not.toBe(pid)
    expect(await broker.stats()).toMatchObject({ processes: 1, threads: 0 })
  })

  it('that is stopped in the middle of its work is replaced', async () => {
    const broker = await brokerFor({ ...quick, transport, ...placed('process', ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const pid = await client.request<number>('a', { act: 'pid' })
    process.kill(pid, 'SIGSTOP')
    await expect(client.request('a', echo, { deadlineMs: 100 })).rejects.toMatchObject({ code: 'deadline' })
    // A stopped process heeds no SIGTERM, so it takes a SIGKILL. Whoever is first says why: its handler that does not end, or its
    // heartbeats that stay away.
    const { reason } = await watch.next('ended', 'a')
    expect(['hung', 'lost']).toContain(reason.kind)
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
  })

  it.runIf(process.platform === 'linux')('that is stopped while it has nothing to do is replaced', async () => {
    const broker = await brokerFor({ ...quick, transport, ...placed('process', ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    const pid = await client.request<number>('a', { act: 'pid' })
    process.kill(pid, 'SIGSTOP')
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'lost' } })
    expect(await client.request<number>('a', { act: 'pid' })).not.toBe(pid)
  })

  it('that is stuck in native code is replaced', async () => {
    const broker = await brokerFor({ ...quick, transport, ...placed('process', ['a']) })
    const watch = watchWorkers(broker)
    const client = clientFor(broker)
    await expect(client.request('a', { act: 'native' }, { deadlineMs: 100 })).rejects.toMatchObject({
      code: 'deadline',
    })
    expect(await watch.next('ended', 'a')).toMatchObject({ reason: { kind: 'hung' } })
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
  })
})

describe('a process', () => {
  it('is started with the environment, the arguments and the data that it is given', async () => {
    const module = fixture('launched-process.mjs')
    const more = { env: { ERRAND_TEST: 'yes' }, execArgv: ['--title=errand-test'], data: { answer: 42 } }
    const broker = await brokerFor({ ...quick, workers: [{ name: 'a', module, placement: 'process', ...more }] })
    expect(await clientFor(broker).request('a')).toEqual({ env: 'yes', title: 'errand-test', data: { answer: 42 } })
  })

  it('that cannot be started fails the start of the broker', async () => {
    const workers = [{ name: 'a', module: fixture('throws-at-load.mjs'), placement: 'process' as const }]
    await expect(brokerFor({ workers })).rejects.toMatchObject({
      code: 'worker-start-failed',
      message: expect.stringMatching(/^a did not start: its process ended with exit code 1/) as unknown,
    })
  })

  it('serves beside threads, over inproc, and leaves no file behind', async () => {
    const own = `errand-${process.pid}-`
    const before = readdirSync(tmpdir()).filter((entry) => entry.startsWith(own))
    const { workers: near = [] } = placed('thread', ['near'])
    const { workers: far = [] } = placed('process', ['far'])
    const broker = await brokerFor({ ...quick, workers: [...near, ...far] })
    const client = clientFor(broker)
    expect(broker.endpoint).toMatch(/^inproc:/)
    expect(await client.request('near', { act: 'fanOut', target: 'far', count: 100 })).toBe(100)
    expect(await client.request('far', { act: 'fanOut', target: 'near', count: 100 })).toBe(100)
    await client.close()
    await broker.close()
    expect(readdirSync(tmpdir()).filter((entry) => entry.startsWith(own))).toEqual(before)
  })
})

describe.each(['calling thread', 'own thread'])('with its broker in the %s, a process', (home) => {
  // Its standard output is that of its parent, which is closed when both have ended.
  it('does not outlive a parent that is killed', async () => {
    const parent = child('ending.mjs', 'inproc', home, 'process', 'killed', '10')
    expect(await parent.ended).toMatchObject({ code: null, signal: 'SIGKILL' })
  })
})
