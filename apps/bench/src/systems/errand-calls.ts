/** What the systems of errand have in common: a broker in a thread of its own, asked by one client, its workers in turn. */
import type { Broker, BrokerOptions } from '@errand/broker'
import type { Client } from '@errand/client'
import type { Callable, Running } from './system.js'
import { targetsInTurn } from './targets.js'

export const errandCarries = { bytes: 'the bytes', json: 'JSON text, written and read at both ends' } as const

export async function startErrandBroker(options: BrokerOptions): Promise<Broker> {
  const { startBrokerThread } = await import('@errand/broker')
  return startBrokerThread(options)
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
