/**
 * @errand/broker: routes requests to workers, and launches, feeds, stops and joins them.
 *
 * ```ts
 * const broker = await startBroker({ workers: [{ name: 'worker.1', module: new URL('./worker.js', import.meta.url) }] })
 * const client = connect({ endpoint: broker.endpoint })
 * ```
 */
export { BrokerError } from './broker-error.js'
export type { BrokerErrorCode } from './broker-error.js'
export type { Broker, BrokerEndpoints, BrokerStats, CloseOptions, WorkerStats } from './broker.js'
export { startBroker } from './local-broker.js'
export type { BrokerOptions, DedicatedWorkerOptions, PoolOptions } from './options.js'
export { startBrokerThread } from './threaded-broker.js'
