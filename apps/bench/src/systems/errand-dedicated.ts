/** errand with example-1's topology: a broker, and dedicated workers in a thread each. */
import { type BrokersPlace, callsTo, errandCarries, startErrandBroker } from './errand-calls.js'
import { type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

const whereIs = { 'calling thread': 'the calling thread', 'own thread': 'a thread of its own' } as const

interface Dedicated {
  readonly name: string
  readonly transport: 'inproc' | 'ipc' | 'tcp'
  readonly broker: BrokersPlace
}

function errandDedicated({ name, transport, broker }: Dedicated): System {
  return {
    name,
    tells: `errand, dedicated workers in threads, over ${transport}, the broker in ${whereIs[broker]}`,
    carries: errandCarries,
    can: { ...usualCapabilities, canNest: true },
    async start(setup) {
      const names = workerNames(setup.workers)
      const module = new URL('../workers/errand-dedicated.js', import.meta.url)
      const workers = names.map((worker) => ({ name: worker, module, data: setup }))
      return callsTo(await startErrandBroker({ transport, workers }, broker), names)
    },
  }
}

export const errandInproc: System = errandDedicated({
  name: 'errand-inproc',
  transport: 'inproc',
  broker: 'calling thread',
})
/** As the examples have it: a program that computes does not hold up its workers' requests. */
export const errandThread: System = errandDedicated({
  name: 'errand-thread',
  transport: 'inproc',
  broker: 'own thread',
})
export const errandIpc: System = errandDedicated({ name: 'errand-ipc', transport: 'ipc', broker: 'own thread' })
export const errandTcp: System = errandDedicated({ name: 'errand-tcp', transport: 'tcp', broker: 'own thread' })
