/** The system workerpool: a pool of threads as it comes, with a fixed number of them. */
import { fileURLToPath } from 'node:url'
import { type System, usualCapabilities } from './system.js'

export const workerpool: System = {
  name: 'workerpool',
  tells: 'workerpool with threads, as it comes',
  carries: { bytes: 'a structured clone of the bytes', json: 'a structured clone' },
  can: usualCapabilities,
  async start(setup) {
    const { default: library } = await import('workerpool')
    const { workers } = setup
    const pool = library.pool(fileURLToPath(new URL('../workers/workerpool-task.js', import.meta.url)), {
      minWorkers: workers,
      maxWorkers: workers,
      workerType: 'thread',
      workerThreadOpts: { workerData: setup },
    })
    return {
      kind: 'callable',
      call: async (body) => pool.exec('echo', [body]) as Promise<unknown>,
      stop: async () => {
        await pool.terminate(true)
      },
    }
  },
}
