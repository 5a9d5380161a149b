/** poolifier, a pool of a fixed number of threads. */
import { fileURLToPath } from 'node:url'
import { type Body, type System, usualCapabilities } from './system.js'

export const poolifier: System = {
  name: 'poolifier',
  tells: 'poolifier, a FixedThreadPool as it comes',
  carries: { bytes: 'a structured clone of the bytes', json: 'a structured clone' },
  can: usualCapabilities,
  async start(setup) {
    const { FixedThreadPool } = await import('poolifier')
    const file = fileURLToPath(new URL('../workers/poolifier-task.js', import.meta.url))
    const pool = new FixedThreadPool<Body, Body>(setup.workers, file, { workerOptions: { workerData: setup } })
    // Its destroy() was seen to wait for ever; the process is ended as a whole.
    return { kind: 'callable', call: (body) => pool.execute(body), stop: () => Promise.resolve() }
  },
}
