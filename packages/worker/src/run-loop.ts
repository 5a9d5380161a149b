/** An event loop that a broker started, in a thread. */
import type { Handler } from './handler.js'
import { takeLaunch } from './launch.js'
import { serveEventLoop } from './runtimes/event-loop.js'
import { resolveWorkerOptions, type WorkerOptions } from './worker-options.js'

/**
 * Runs the workers of the pool loop that this thread was started as. Call it once, in the module that the broker was
 * given; the handler tells them apart by `context.worker`.
 *
 * @throws OptionError, ProtocolError for options that are not allowed
 * @throws ProtocolError `invalid-descriptor` where no broker started this thread, and the second time
 */
export function runLoop(options: WorkerOptions | Handler): void {
  const worker = resolveWorkerOptions(options)
  serveEventLoop(takeLaunch('loop'), worker)
}
