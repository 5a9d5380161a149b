/** tinypool, with as many tasks for each thread at a time as piscina at its best. */
import { fileURLToPath } from 'node:url'
import { type System, usualCapabilities } from './system.js'

const concurrentTasksPerWorker = 50

export const tinypool: System = {
  name: 'tinypool',
  tells: `tinypool with concurrentTasksPerWorker: ${concurrentTasksPerWorker}`,
  carries: { bytes: 'a structured clone of the bytes', json: 'a structured clone' },
  can: usualCapabilities,
  async start(setup) {
    const { Tinypool } = await import('tinypool')
    const pool = new Tinypool({
      filename: fileURLToPath(new URL('../workers/piscina-task.js', import.meta.url)),
      minThreads: setup.workers,
      maxThreads: setup.workers,
      workerData: setup,
      concurrentTasksPerWorker,
    })
    return {
      kind: 'callable',
      call: (body) => pool.run(body) as Promise<unknown>,
      stop: () => pool.destroy(),
    }
  },
}
