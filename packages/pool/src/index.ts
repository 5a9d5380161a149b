/**
 * @errand/pool: one contract, any placement. `start` runs what serves a contract inline, in threads, in event loops or in
 * processes, and gives the client by which it is asked.
 *
 * @packageDocumentation
 */
export { defineContract, stream, task, type } from '@errand/contract'
export type { Contract, TypedClient } from '@errand/contract'
export { RequestError } from '@errand/requests'
export { start } from './pool.js'
export type { Pool } from './pool.js'
export type { PoolOptions, PoolPlacement } from './options.js'
export { PoolError } from './pool-error.js'
export type { PoolErrorCode } from './pool-error.js'
