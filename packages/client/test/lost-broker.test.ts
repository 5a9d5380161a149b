/** Brokers that are killed, started again and stopped, over ipc and tcp: what becomes of requests, and of a client that closes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, type ClientOptions, connect } from '@errand/client'
import { type SocketFactory, zeromqSockets } from '@errand/sockets'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BrokerProcess } from './broker-process.js'
import { errorOf } from './scene.js'

const directory = mkdtempSync(join(tmpdir(), 'client-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
let files = 0

/** Long enough for a broker that is there to be taken for it on a machine that is busy. */
const heartbeatIntervalMs = 200

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const newEndpoint: { readonly [transport: string]: () => Promise<string> } = {
  ipc: async () => `ipc://${join(directory, `${files++}.ipc`)}`,
  tcp: async () => `tcp://127.0.0.1:${await freePort()}`,
}

describe.each(Object.keys(newEndpoint))('a client over %s', (transport) => {
  let endpoint: string
  let sockets: SocketFactory
  let broker: BrokerProcess
  let client: Client

  beforeEach(async () => {
    endpoint = (await newEndpoint[transport]?.()) ?? ''
    sockets = zeromqSockets()
    broker = await BrokerProcess.start(endpoint)
  })

  afterEach(async () => {
    client.destroy()
    await broker.kill()
  })

  async function open(options: Partial<ClientOptions> = {}): Promise<void> {
    client = connect({ endpoint, sockets, ...options })
    expect(await client.request('echo', 'hello', { attempts: 10 })).toBe('hello')
  }

  it('tells a request that its broker was killed, and goes on with the next one', async () => {
    await open()
    const asked = errorOf(client.request('silent'))
    await broker.wasAsked(2)
    await broker.kill()
    expect(await asked).toMatchObject({ code: 'broker-lost', mayHaveRun: true })
    const waiting = client.request('echo', 'for the next')
    broker = await BrokerProcess.start(endpoint)
    expect(await waiting).toBe('for the next')
  })

  it('asks the next one again, as the same peer under the same number, where the work may be started again', async () => {
    await open()
    const asked = client.request('silent', 'still', { attempts: 2 })
    await broker.wasAsked(2)
    const first = broker.asked[1]
    await broker.kill()
    broker = await BrokerProcess.start(endpoint)
    await broker.wasAsked(1)
    expect(broker.asked).toEqual([{ ...first, attempts: 1 }])
    client.destroy()
    expect(await errorOf(asked)).toMatchObject({ code: 'closed', mayHaveRun: true })
  })

  it('gets one answer for each request, however often its broker is killed under them', async () => {
    await open()
    const silent = errorOf(client.request('silent', '', { attempts: 10 }))
    const all = Array.from({ length: 300 }, (_, n) => client.request('echo', n, { attempts: 10 }))
    await broker.wasAsked(2)
    for (let kill = 0; kill < 3; kill++) {
      // It may have answered any number of them, none and all included; never the silent one.
      await broker.kill()
      broker = await BrokerProcess.start(endpoint)
      await broker.wasAsked(1)
    }
    expect(await Promise.all(all)).toEqual(all.map((_, n) => n))
    expect(client.pending).toBe(1)
    expect(broker.asked[0]).toMatchObject({ attempts: 7 })
    client.destroy()
    await silent
  })

  it('notices a broker that has stopped, and asks again when it goes on', async () => {
    await open({ heartbeatIntervalMs })
    broker.stop()
    const given = errorOf(client.request('echo', 1))
    const lost = client.request('echo', 2, { attempts: 10 })
    expect(await given).toMatchObject({ code: 'broker-lost' })
    broker.goOn()
    expect(await lost).toBe(2)
  })

  it('closes while its broker has stopped', async () => {
    await open({ heartbeatIntervalMs })
    broker.stop()
    const asked = errorOf(client.request('echo', 1, { attempts: 2 }))
    await client.close({ drainMs: 1 })
    expect(await asked).toMatchObject({ code: 'closed' })
    expect(sockets.openSockets).toBe(0)
  })

  it('closes while it looks for the next broker', async () => {
    await open()
    const given = errorOf(client.request('silent'))
    const lost = errorOf(client.request('silent', '', { attempts: 5 }))
    await broker.wasAsked(3)
    await broker.kill()
    await given
    const closed = client.close({ drainMs: 1 })
    client.destroy()
    await closed
    expect(await lost).toMatchObject({ code: 'closed', mayHaveRun: true })
    expect(sockets.openSockets).toBe(0)
  })
})
