/** A client and a fake broker on sockets in memory, and a clock that stands still. */
import { type MemoryNetwork, memoryNetwork, memorySockets, type SocketFactory } from '@errand/sockets'
import { type ManualClock, manualClock } from '@errand/timing'
import { type Client, type ClientOptions, connect } from '@errand/client'
import { onTestFinished } from 'vitest'
import { type FakeBroker, fakeBroker } from './fake-broker.js'

export const endpoint = 'inproc://scene/broker'

export interface ClientScene {
  readonly client: Client
  readonly sockets: SocketFactory
  /** Whose connections a test can cut. */
  readonly network: MemoryNetwork
  readonly clock: ManualClock
}

export interface Scene extends ClientScene {
  readonly broker: FakeBroker
}

/** A client whose broker is not there. */
export function clientScene(options: Partial<ClientOptions> = {}): ClientScene {
  const network = memoryNetwork()
  const sockets = memorySockets(network)
  const clock = manualClock({ startMs: 1000 })
  const client = connect({ endpoint, sockets, clock, ...options })
  onTestFinished(() => {
    client.destroy()
    sockets.closeAll()
  })
  return { client, sockets, network, clock }
}

export async function scene(options?: Partial<ClientOptions>): Promise<Scene> {
  const opened = clientScene(options)
  return { ...opened, broker: await fakeBroker(opened.sockets, endpoint) }
}

/** The end of this turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Looks again each turn; the test's own time-out ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn()
}

/** Resolves with what the promise rejects with. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`it resolved with ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )
}
