// Starts that cannot succeed: each says why, and leaves nothing behind.
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerOptions, startBroker, startBrokerThread } from '@errand/broker'
import { describe, expect, it, onTestFinished } from 'vitest'
import { brokerFor, clientFor, fixture, workersOn } from './topology.js'

function dedicated(module: string, options: BrokerOptions = {}): BrokerOptions {
  return { ...options, workers: [{ name: 'a', module: fixture(module) }] }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'errand-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe.each([
  { home: 'the calling thread', start: startBroker },
  { home: 'a thread of its own', start: startBrokerThread },
])('a broker in $home', ({ start }) => {
  it('tells the error of a module that fails to load', async () => {
    await expect(start(dedicated('throws-at-load.mjs'))).rejects.toMatchObject({
      code: 'worker-start-failed',
      message: expect.stringContaining('this module throws at load') as unknown,
      cause: { message: 'this module throws at load' },
    })
    await expect(start(dedicated('not-there.mjs'))).rejects.toMatchObject({
      code: 'worker-start-failed',
      message: expect.stringContaining('not-there.mjs') as unknown,
    })
  })

  it('tells of a module that ends without serving', async () => {
    await expect(start(dedicated('serves-nothing.mjs'))).rejects.toMatchObject({
      code: 'worker-start-failed',
      message: expect.stringContaining('does its module call serve or runWorker') as unknown,
    })
  })

  it('does not wait for ever for a module that never serves', async () => {
    await expect(start(dedicated('never-serves.mjs', { startTimeoutMs: 500 }))).rejects.toMatchObject({
      code: 'worker-start-failed',
      message: expect.stringContaining('within 500 ms') as unknown,
    })
  })

  it('tells a module that serves as something else than it was started as', async () => {
    await expect(start(dedicated('loop.mjs'))).rejects.toMatchObject({
      code: 'worker-start-failed',
      message: expect.stringContaining('a worker, whose module calls serve or runWorker') as unknown,
    })
  })

  it('names a bad option, its value and what is allowed', async () => {
    const bad: [BrokerOptions, RegExp][] = [
      [{ transport: 'udp' as 'tcp' }, /transport is "udp".*inproc.*ipc.*tcp/],
      [{ workers: [{ name: 'a b', module: fixture('dedicated.mjs') }] }, /"a b".*allowed/],
      [workersOn('push', ['a', 'a']), /"a".*no other worker/],
      [workersOn('push', ['broker']), /"broker".*none of broker/],
      [{ pools: [{ module: fixture('loop.mjs'), loops: 0, workers: ['a'] }] }, /loops is 0.*1 to 256/],
      [{ startTimeoutMs: 0 }, /startTimeoutMs is 0.*above 0/],
      [{ transport: 'tcp', host: '0.0.0.0' }, /host is "0.0.0.0".*127.0.0.1/],
      [{ limits: { bodyBytesMax: 5 } }, /bodyBytesMax is 5.*1024/],
    ]
    for (const [options, message] of bad) await expect(start(options)).rejects.toThrow(message)
  })

  it('says who has the ipc directory, and takes it when it is free', async () => {
    const directory = folder()
    const first = await brokerFor({ transport: 'ipc', directory })
    await expect(start({ transport: 'ipc', directory })).rejects.toMatchObject({
      code: 'endpoint-in-use',
      message: expect.stringContaining(`process ${process.pid}`) as unknown,
    })
    await first.close()
    expect(readdirSync(directory)).toEqual([])
    const second = await start({ transport: 'ipc', directory })
    await second.close()
    expect(readdirSync(directory)).toEqual([])
  })

  it('refuses an ipc path that the system does not take', async () => {
    const directory = join(folder(), 'x'.repeat(100))
    await expect(start({ transport: 'ipc', directory })).rejects.toMatchObject({
      code: 'invalid-endpoint',
      message: expect.stringContaining('the system allows 107') as unknown,
    })
  })
})

describe('after a start that failed', () => {
  it('other brokers start and serve', async () => {
    await expect(startBroker(dedicated('throws-at-load.mjs'))).rejects.toThrow('throws at load')
    const client = clientFor(await brokerFor(workersOn('push', ['a'])))
    expect(await client.request('a', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'a' })
  })
})

describe('an ipc directory in which something is already', () => {
  it('keeps the endpoint of a program that listens there', async () => {
    const directory = folder()
    const listener = createServer().listen(join(directory, 'broker.ipc'))
    onTestFinished(() => void listener.close())
    await once(listener, 'listening')
    await expect(startBroker({ transport: 'ipc', directory })).rejects.toMatchObject({
      code: 'endpoint-in-use',
      message: expect.stringContaining('another program listens there') as unknown,
    })
    expect(readdirSync(directory)).toEqual(['broker.ipc'])
  })

  it('deletes no file that is none of a socket', async () => {
    const directory = folder()
    writeFileSync(join(directory, 'results.ipc'), 'precious')
    await expect(startBroker({ transport: 'ipc', directory })).rejects.toMatchObject({ code: 'endpoint-in-use' })
    expect(readFileSync(join(directory, 'results.ipc'), 'utf8')).toBe('precious')
  })
})
