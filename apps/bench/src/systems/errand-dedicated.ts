/** errand with example-1's topology: a broker's thread, and dedicated workers in a thread each. */
import { type System, usualCapabilities } from './system.js'
import { targetsInTurn, workerNames } from './targets.js'

export function errandDedicated(transport: 'inproc' | 'ipc' | 'tcp'): System {
  return {
    name: `errand-${transport}`,
    tells: `errand, dedicated workers in threads, over ${transport}`,
    carries: { bytes: 'the bytes', json: 'JSON text, written and read at both ends' },
    can: { ...usualCapabilities, canNest: true },
    async start(setup) {
      const [{ startBrokerThread }, { connect }] = await Promise.all([
        import('@errand/broker'),
        import('@errand/client'),
      ])
      const names = workerNames(setup.workers)
      const module = new URL('../workers/errand-dedicated.js', import.meta.url)
      const broker = await startBrokerThread({
        transport,
        workers: names.map((name) => ({ name, module, data: setup })),
      })
      const client = connect({ endpoint: broker.endpoint })
      const target = targetsInTurn(names)
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
}
