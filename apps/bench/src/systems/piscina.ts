/** piscina, as it comes and tuned. */
import { fileURLToPath } from 'node:url'
import { type System, usualCapabilities } from './system.js'

/** As many as errand's workers run at a time. More made it no faster on two cores, and fewer made it slower. */
const tunedConcurrentTasks = 100

const task = fileURLToPath(new URL('../workers/piscina-task.js', import.meta.url))

export const piscina: System = piscinaWith('piscina', 'piscina as it comes, its number of threads fixed', {})

export const piscinaTuned: System = piscinaWith(
  'piscina-tuned',
  `piscina with concurrentTasksPerWorker: ${tunedConcurrentTasks}`,
  { concurrentTasksPerWorker: tunedConcurrentTasks },
)

function piscinaWith(name: string, tells: string, options: { readonly concurrentTasksPerWorker?: number }): System {
  return {
    name,
    tells,
    carries: { bytes: 'a structured clone of the bytes', json: 'a structured clone' },
    can: usualCapabilities,
    async start(setup) {
      const { Piscina } = await import('piscina')
      const { workers } = setup
      const pool = new Piscina({ filename: task, minThreads: workers, maxThreads: workers, workerData: setup, ...options })
      return { kind: 'callable', call: (body) => pool.run(body), stop: () => pool.destroy() }
    },
  }
}
