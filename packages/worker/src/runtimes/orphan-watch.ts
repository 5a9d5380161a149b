/**
 * Ends this process some seconds after its parent is gone. An event loop that lives sees to that sooner and in order; this
 * is for a handler that hangs, which would go on for nobody, and for ever.
 */
import { Worker } from 'node:worker_threads'

/** In a thread of its own, which looks after the process whatever the main thread does. It holds up no end. */
export function watchForOrphaning(): void {
  const thread = new Worker(new URL('./orphan-watch-thread.js', import.meta.url), {
    name: 'errand orphan watch',
    workerData: process.ppid,
    execArgv: [],
  })
  // Without it, all is as it would be; only a handler that hangs outlives a parent that was killed.
  thread.on('error', () => undefined)
  thread.unref()
}
