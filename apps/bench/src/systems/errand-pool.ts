/** errand with example-2's topology: a broker's thread, and workers that are names on two event loops. */
import { type System, usualCapabilities } from './system.js'
import { targetsInTurn, workerNames } from './targets.js'

/** As many as there are dedicated workers where nothing else is said: workers are names here, and loops the threads. */
const loops = 2

export const errandPool: System = {
  name: 'errand-pool',
  tells: 'errand, a pool of two event loops, over inproc',
  carries: { bytes: 'the bytes', json: 'JSON text, written and read at both ends' },
  can: { ...usualCapabilities, workersMax: 10_000, canNest: true },
  async start(setup) {
    const [{ startBrokerThread }, { connect }] = await Promise.all([import('@errand/broker'), import('@errand/client')])
    const workers = workerNames(setup.workers)
    const module = new URL('../workers/errand-loop.js', import.meta.url)
    const broker = await startBrokerThread({ pools: [{ module, loops, workers, data: setup }] })
    const client = connect({ endpoint: broker.endpoint })
    const target = targetsInTurn(workers)
    return {
      kind: 'callable',
      call: (body) => client.request(target(), body),
      async stop() {
        client.destroy()
        await broker.close({ drainMs: 0 })
      },
    }
  },
}
