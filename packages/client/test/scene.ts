/** A client and a fake broker on sockets in memory, and a clock that stands still. */
import { memorySockets, type SocketFactory } from '@errand/sockets'
import { type ManualClock, manualClock } from '@errand/timing'
import { type Client, type ClientOptions, connect } from '@errand/client'
import { onTestFinished } from 'vitest'
import { type FakeBroker, fakeBroker } from './fake-broker.js'

export const endpoint = 'inproc://scene/broker'

export interface ClientScene {
  readonly client: Client
  readonly sockets: SocketFactory
  readonly clock: ManualClock
}

export interface Scene extends ClientScene {
  readonly broker: FakeBroker
}

/** A client whose broker is not there. */
export function clientScene(options: Partial<ClientOptions> = {}): ClientScene {
  const sockets = memorySockets()
  const clock = manualClock({ startMs: 1000 })
  const client = connect({ endpoint, sockets, clock, ...options })
  onTestFinished(() => {
    client.destroy()
    sockets.closeAll()
  })
  return { client, sockets, clock }
}

export async function scene(options?: Partial<ClientOptions>): Promise<Scene> {
  const opened = clientScene(options)
  return { ...opened, broker: await fakeBroker(opened.sockets, endpoint) }
}

/** Resolves with what the promise rejects with. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`it resolved with ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )
}
