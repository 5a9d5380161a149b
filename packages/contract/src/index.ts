/**
 * @errand/contract: what tasks take and give, written down once. The compiler knows it on both sides; workers check it.
 *
 * ```ts
 * export const images = defineContract('images', {
 *   resize: task<{ url: string; width: number }, { bytes: Uint8Array }>(),
 *   scan: stream<{ dir: string }, { file: string }, { files: number }>({ idempotent: true }),
 * })
 * ```
 */
export { clientOf } from './calling/typed-client.js'
export type {
  CallArguments,
  CallOptions,
  StreamCall,
  StreamCallOptions,
  TaskCall,
  TypedClient,
} from './calling/typed-client.js'
export type { Asking } from './calling/asking.js'
export type { BroadcastResult } from './calling/broadcast.js'
export type { MapOptions, MapProgress } from './calling/map-requests.js'
export type { CallerOptions } from './calling/task-caller.js'
export { structuredCodec, withStructured } from './codec/structured-codec.js'
export { ContractError } from './contract-error.js'
export type { ContractErrorCode } from './contract-error.js'
export { defineContract } from './define/contract.js'
export type { Contract, ContractOptions, Tasks } from './define/contract.js'
export { type } from './define/schema.js'
export type { Checked, Given, Schema, TypeOnly } from './define/schema.js'
export { stream, task } from './define/task.js'
export type {
  BodyCodec,
  By,
  ChunkOf,
  InputOf,
  Nothing,
  OutputOf,
  Same,
  SchemaOr,
  StreamSchemas,
  TaskDefinition,
  TaskOptions,
  TaskSchemas,
  TaskTypes,
  TypesOf,
} from './define/task.js'
export type { ChunkEmitter, ContractHandlers, HandlerOf } from './serving/contract-handlers.js'
export { contractService } from './serving/contract-service.js'
export type { ContractService, ServingContext } from './serving/contract-service.js'
export { isTaskFault } from './serving/task-fault.js'
export type { TaskFault } from './serving/task-fault.js'
