/** A contract with its handlers, served as whatever this module was started as. */
import { type Contract, type ContractHandlers, contractService, type ContractService } from '@errand/contract'
import { readLaunchDescriptor } from '@errand/protocol'
import type { TaskContext } from './handler.js'
import { inlineHost } from './inline-host.js'
import { launched } from './launch.js'
import { runLoop } from './run-loop.js'
import { runWorker } from './run-worker.js'
import type { WorkerOptions } from './worker-options.js'

/** The handlers of a contract, as workers of errand call them. */
export type Handlers<C extends Contract> = ContractHandlers<C, TaskContext>

export type ServeOptions = Omit<WorkerOptions, 'contracts'>

/**
 * Binds handlers to a contract, for the `contracts` of a worker that serves several.
 *
 * @throws ContractError `invalid-handlers` where one is missing, or there is one too many
 */
export function implement<C extends Contract>(contract: C, handlers: Handlers<C>): ContractService {
  return contractService(contract, handlers)
}

/**
 * Serves a contract: in a thread, an event loop, a child process, or inline, as the pool or the broker says that started this
 * module. Call it once, when the module is loaded. The stacks of its handlers' errors are sent to callers.
 *
 * @throws ContractError `invalid-handlers`; OptionError, ProtocolError for options that are not allowed
 * @throws ProtocolError `invalid-descriptor` where nobody started this, and the second time
 */
export function serve<C extends Contract>(contract: C, handlers: Handlers<C>, options: ServeOptions = {}): void {
  serveWith({ sendStacks: true, ...options, contracts: [implement(contract, handlers)] })
}

/** The same for whatever options say: several contracts, services without one. */
export function serveWith(options: WorkerOptions): void {
  const host = inlineHost()
  if (host) return host.serve(options)
  const { kind } = readLaunchDescriptor(launched(), 'worker', 'loop', 'compute', 'process')
  if (kind === 'loop') runLoop(options)
  else runWorker(options)
}
