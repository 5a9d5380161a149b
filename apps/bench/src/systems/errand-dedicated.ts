/** errand with example-1's topology: a broker's thread, and dedicated workers in a thread each. */
import { callsTo, errandCarries, startErrandBroker } from './errand-calls.js'
import { type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

export function errandDedicated(transport: 'inproc' | 'ipc' | 'tcp'): System {
  return {
    name: `errand-${transport}`,
    tells: `errand, dedicated workers in threads, over ${transport}`,
    carries: errandCarries,
    can: { ...usualCapabilities, canNest: true },
    async start(setup) {
      const names = workerNames(setup.workers)
      const module = new URL('../workers/errand-dedicated.js', import.meta.url)
      const workers = names.map((name) => ({ name, module, data: setup }))
      return callsTo(await startErrandBroker({ transport, workers }), names)
    },
  }
}
