/** What the systems of errand have in common: a broker in a thread of its own, asked by one client, its workers in turn. */
import type { Broker, BrokerOptions } from '@errand/broker'
import type { Running } from './system.js'
import { targetsInTurn } from './targets.js'

export const errandCarries = { bytes: 'the bytes', json: 'JSON text, written and read at both ends' } as const

export async function startErrandBroker(options: BrokerOptions): Promise<Broker> {
  const { startBrokerThread } = await import('@errand/broker')
  return startBrokerThread(options)
}

export async function callsTo(broker: Broker, workers: readonly string[]): Promise<Running> {
  const { connect } = await import('@errand/client')
  const client = connect({ endpoint: broker.endpoint })
  const target = targetsInTurn(workers)
  return {
    kind: 'callable',
    call: (body) => client.request(target(), body),
    async stop() {
      client.destroy()
      await broker.close({ drainMs: 0 })
    },
  }
}
