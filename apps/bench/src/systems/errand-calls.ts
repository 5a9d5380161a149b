/** What the systems of errand have in common: a broker, asked by one client, its workers in turn. */
import type { Broker, BrokerOptions } from '@errand/broker'
import type { Client } from '@errand/client'
import type { Callable, Running } from './system.js'
import { targetsInTurn } from './targets.js'

export const errandCarries = { bytes: 'the bytes', json: 'JSON text, written and read at both ends' } as const

export type BrokersPlace = 'calling thread' | 'own thread'

/** In the calling thread, where nothing else is said: as in a pool that a program starts for itself. */
export async function startErrandBroker(
  options: BrokerOptions,
  place: BrokersPlace = 'calling thread',
): Promise<Broker> {
  const { startBroker, startBrokerThread } = await import('@errand/broker')
  return place === 'own thread' ? startBrokerThread(options) : startBroker(options)
}

export function callsTo(broker: Broker, workers: readonly string[]): Promise<Running> {
  const target = targetsInTurn(workers)
  return callsBy(broker, (client) => (body) => client.request(target(), body))
}

/** @param callOf how a client of the broker asks */
export async function callsBy(broker: Broker, callOf: (client: Client) => Callable['call']): Promise<Running> {
  const { connect } = await import('@errand/client')
  const client = connect({ endpoint: broker.endpoint })
  return {
    kind: 'callable',
    call: callOf(client),
    async stop() {
      client.destroy()
      await broker.close({ drainMs: 0 })
    },
  }
}
