/**
 * @errand/worker: serve requests. `runWorker` in a thread or a child process that a broker starts, `runLoop` in an event
 * loop of a pool, `attachWorker` in a process of your own.
 *
 * ```ts
 * runWorker(async ({ url, width }, { signal }) => resize(url, width, signal))
 * ```
 */
export { OptionError, RequestError } from '@errand/requests'
export type { RequestOptions } from '@errand/requests'
export { attachWorker } from './attach-worker.js'
export type { AttachedWorker, AttachOptions, StopOptions } from './attached-worker.js'
export type { Handler, TaskContext, TaskLog } from './handler.js'
export { launchData } from './launch.js'
export { loadInline } from './inline-host.js'
export { runLoop } from './run-loop.js'
export { runWorker } from './run-worker.js'
export { implement, serve, serveWith } from './serve.js'
export type { Handlers, ServeOptions } from './serve.js'
export type { LogLine, LogSink } from './stderr-log.js'
export type { WorkerOptions } from './worker-options.js'
