/** A worker that a broker started: in a thread with sockets or without, or in a process. */
import type { Handler } from './handler.js'
import { takeLaunch } from './launch.js'
import { serveChildProcess } from './runtimes/child-process.js'
import { serveComputeThread } from './runtimes/compute-thread.js'
import { serveDedicatedThread } from './runtimes/dedicated-thread.js'
import { resolveWorkerOptions, type WorkerOptions } from './worker-options.js'

/**
 * Serves as the worker that this thread, or this process, was started as; the broker says in which placement. Call it
 * once, in the module that the broker was given.
 *
 * @throws OptionError, ProtocolError for options that are not allowed
 * @throws ProtocolError `invalid-descriptor` where no broker started this, and the second time
 */
export function runWorker(options: WorkerOptions | Handler): void {
  const worker = resolveWorkerOptions(options)
  const launch = takeLaunch('worker', 'compute', 'process')
  switch (launch.kind) {
    case 'worker':
      return serveDedicatedThread(launch, worker)
    case 'compute':
      return serveComputeThread(launch, worker)
    case 'process':
      return serveChildProcess(launch, worker)
  }
}
