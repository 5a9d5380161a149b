/** Connections to another process that is killed, started again, or stopped. */
import { systemClock } from '@errand/timing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Transport } from '../src/endpoint.js'
import { type LastingDealer, lastingDealer } from '../src/lasting-dealer.js'
import type { SocketFactory } from '../src/message-socket.js'
import { zeromqSockets } from '../src/zeromq/zeromq-sockets.js'
import { endpointSource } from './endpoints.js'
import { until } from './records.js'
import { RouterProcess } from './router-process.js'

const remote: readonly Transport[] = ['ipc', 'tcp']
/** Several times what ZeroMQ lets wait in a socket where nothing else is said. */
const copies = 5000
const filler = Buffer.alloc(100_000)

describe.each(remote)('over %s', (transport) => {
  const newEndpoint = endpointSource(transport)
  let endpoint: string
  let sockets: SocketFactory
  let dealer: LastingDealer
  let router: RouterProcess
  let heard: string[]
  let losses: number

  beforeEach(async () => {
    endpoint = await newEndpoint()
    sockets = zeromqSockets()
    heard = []
    losses = 0
    router = await RouterProcess.start(endpoint)
  })

  afterEach(async () => {
    dealer.close(0)
    await router.kill()
  })

  function open(heartbeatIntervalMs: number): void {
    dealer = lastingDealer({
      sockets,
      endpoint,
      clock: systemClock,
      routingId: () => 'client',
      heartbeatIntervalMs,
      onMessage: ([text]) => heard.push(String(text)),
      onLost: () => losses++,
    })
  }

  async function ask(text: string): Promise<void> {
    dealer.send([text])
    await until(() => heard.includes(text))
  }

  it('the end of a process that is killed is noticed, and the next one reached', async () => {
    open(0)
    await ask('first')
    await router.kill()
    await until(() => losses === 1)
    // Its ipc file is still there, and nobody behind it.
    dealer.send(['to the next'])
    router = await RouterProcess.start(endpoint)
    await until(() => heard.includes('to the next') && router.received.length > 0)
    expect(router.received).toEqual(['client: to the next'])
    expect(losses).toBe(1)
  })

  it('what waits for a process that was killed does not reach the next one, unless it is sent again', async () => {
    open(0)
    await ask('first')
    router.stop()
    // More than the system holds for a connection: some of it is still here when that ends.
    for (let count = 0; count < 100; count++) dealer.send([`stale ${count}`, filler])
    await router.kill()
    await until(() => losses === 1)
    router = await RouterProcess.start(endpoint)
    await ask('new')
    await until(() => router.received.includes('client: new'))
    expect(router.received).toEqual(['client: new'])
  })

  it('a process that has stopped is noticed by its silence, and goes on where it is continued', async () => {
    // Long enough for a process that is there to be taken for it on a machine that is busy.
    open(200)
    await ask('first')
    router.stop()
    await until(() => losses === 1)
    expect(dealer.connection).toBe('lost')
    dealer.send(['are you there?'])
    router.goOn()
    await until(() => heard.includes('are you there?') && router.received.length > 1)
    expect(router.received).toEqual(['client: first', 'client: are you there?'])
  })

  it('a program that stands still while much comes is not taken for dead, and gets it all', async () => {
    open(200)
    await ask('first')
    dealer.send(['again', String(copies)])
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
    await until(() => heard.length > copies)
    expect(losses).toBe(0)
  })
})
