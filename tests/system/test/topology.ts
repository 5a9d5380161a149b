// Starts the topologies that the system tests try, and closes what a test leaves open.
import { type Broker, type BrokerOptions, type Placement, startBroker, startBrokerThread } from '@errand/broker'
import { type Client, type ClientOptions, connect } from '@errand/client'
import { onTestFinished } from 'vitest'

export type Lane = 'push' | 'loop' | 'port' | 'process'
export type Home = 'calling thread' | 'own thread'

export interface Topology {
  readonly transport: NonNullable<BrokerOptions['transport']>
  readonly home: Home
  readonly lane: Lane
}

const homes = ['calling thread', 'own thread'] as const

/**
 * Every transport, with the broker in either place, over each lane whose way depends on them: ports are the same over
 * every transport, and processes know nothing of the broker's place.
 */
export const topologies: readonly Topology[] = [
  ...(['inproc', 'ipc', 'tcp'] as const).flatMap((transport) =>
    homes.flatMap((home) => (['push', 'loop'] as const).map((lane) => ({ transport, home, lane }))),
  ),
  ...homes.map((home): Topology => ({ transport: 'inproc', home, lane: 'port' })),
  { transport: 'inproc', home: 'own thread', lane: 'process' },
  { transport: 'ipc', home: 'calling thread', lane: 'process' },
  { transport: 'tcp', home: 'calling thread', lane: 'process' },
]

const placementOf = { push: 'thread', port: 'compute', process: 'process' } as const

export function fixture(name: string): URL {
  return new URL(`../fixtures/${name}`, import.meta.url)
}

/** Workers of these names, on the lane of the topology; `data` is their options, and the services they offer. */
export function workersOn(lane: Lane, names: readonly string[], data: object = {}): BrokerOptions {
  if (lane === 'loop') return { pools: [{ module: fixture('loop.mjs'), loops: 2, workers: names, data }] }
  return placed(placementOf[lane], names, { data })
}

/** One worker of its own for each name, in this placement. */
export function placed(placement: Placement, names: readonly string[], more: object = {}): BrokerOptions {
  return { workers: names.map((name) => ({ name, module: fixture('dedicated.mjs'), placement, ...more })) }
}

/** A broker that is closed when the test ends, if the test has not closed it. */
export async function brokerFor(options: BrokerOptions, home: Home = 'calling thread'): Promise<Broker> {
  const broker = await (home === 'own thread' ? startBrokerThread : startBroker)(options)
  onTestFinished(() => broker.close({ drainMs: 0 }))
  return broker
}

export function clientFor(broker: Broker, options: Partial<ClientOptions> = {}): Client {
  const client = connect({ endpoint: broker.endpoint, ...options })
  onTestFinished(() => client.destroy())
  return client
}
