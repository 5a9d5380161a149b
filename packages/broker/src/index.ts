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
export type { Broker, BrokerEndpoints, BrokerStats, CloseOptions, WorkerHealth, WorkerStats } from './broker.js'
export type { EndReason, RecycleCause } from './launch/end-reason.js'
export type { DedicatedWorkerOptions, LaunchOptions, Placement, PoolOptions } from './launch/launch-options.js'
export type { LifeState } from './launch/life.js'
export type { RecycleOptions, RestartOptions } from './launch/restart-options.js'
export { startBroker } from './local-broker.js'
export type { LocalBrokerOptions } from './local-broker.js'
export type { BrokerOptions } from './options.js'
export type { PortableError } from './portable-error.js'
export { startBrokerThread } from './threaded-broker.js'
export type {
  WorkerBarred,
  WorkerEnded,
  WorkerEvent,
  WorkerEventBasis,
  WorkerListener,
  WorkerPlacement,
  WorkerRecycling,
  WorkerRestarting,
  WorkerStarted,
} from './worker-events.js'
