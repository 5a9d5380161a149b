/** piscina, as it comes and tuned. */
import { fileURLToPath } from 'node:url'
import { type System, usualCapabilities } from './system.js'

/**
 * Of 1, 4, 10, 25, 50, 100 and 1,000, each with the three settings of `atomics`, this pair was the fastest at 100 in flight
 * on two cores, which others used as well: to be tried again on a quiet machine.
 */
const tuned = { concurrentTasksPerWorker: 50, atomics: 'async' } as const

const task = fileURLToPath(new URL('../workers/piscina-task.js', import.meta.url))

export const piscina: System = piscinaWith('piscina', 'piscina as it comes, its number of threads fixed', {})

export const piscinaTuned: System = piscinaWith(
  'piscina-tuned',
  `piscina with concurrentTasksPerWorker: ${tuned.concurrentTasksPerWorker}, atomics: ${tuned.atomics}`,
  tuned,
)

function piscinaWith(name: string, tells: string, options: Partial<typeof tuned>): System {
  return {
    name,
    tells,
    carries: { bytes: 'a structured clone of the bytes', json: 'a structured clone' },
    can: usualCapabilities,
    async start(setup) {
      const { Piscina } = await import('piscina')
      const { workers } = setup
      const pool = new Piscina({
        filename: task,
        minThreads: workers,
        maxThreads: workers,
        workerData: setup,
        ...options,
      })
      return { kind: 'callable', call: (body) => pool.run(body), stop: () => pool.destroy() }
    },
  }
}
