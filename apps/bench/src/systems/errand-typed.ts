/** errand as most of its users hold it: the tasks of a contract, with example-1's topology. */
import { callsBy, startErrandBroker } from './errand-calls.js'
import { type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

export const errandTyped: System = {
  name: 'errand-typed',
  tells: 'errand, a contract served by dedicated workers in threads, over inproc',
  carries: { bytes: 'the bytes', json: 'JSON text, after a look whether JSON would change the value' },
  can: usualCapabilities,
  async start(setup) {
    const module = new URL('../workers/errand-typed.js', import.meta.url)
    const workers = workerNames(setup.workers).map((name) => ({ name, module, data: setup }))
    const broker = await startErrandBroker({ transport: 'inproc', workers })
    const { echoContract } = await import('../workers/echo-contract.js')
    return callsBy(broker, (client) => client.of(echoContract).echo)
  },
}
