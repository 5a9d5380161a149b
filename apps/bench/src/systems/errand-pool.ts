/** errand with example-2's topology: a broker, and workers that are names on two event loops. */
import { callsTo, errandCarries, startErrandBroker } from './errand-calls.js'
import { type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

/** As many as there are dedicated workers where nothing else is said: workers are names here, and loops the threads. */
const loops = 2

export const errandPool: System = {
  name: 'errand-pool',
  tells: 'errand, a pool of two event loops, over inproc',
  carries: errandCarries,
  can: { ...usualCapabilities, workersMax: 10_000, canNest: true },
  async start(setup) {
    const workers = workerNames(setup.workers)
    const module = new URL('../workers/errand-loop.js', import.meta.url)
    return callsTo(await startErrandBroker({ pools: [{ module, loops, workers, data: setup }] }), workers)
  },
}
