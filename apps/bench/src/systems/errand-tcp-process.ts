/** errand over tcp with its workers in a second process, attached by the broker's front: what NATS has to be compared with. */
import { end } from '../servers/server.js'
import { startWorkerProcess } from '../servers/worker-process.js'
import { type System, usualCapabilities } from './system.js'
import { targetsInTurn, workerNames } from './targets.js'

export const errandTcpProcess: System = {
  name: 'errand-tcp-process',
  tells: 'errand over tcp, workers in a second process',
  carries: { bytes: 'the bytes', json: 'JSON text, written and read at both ends' },
  can: { ...usualCapabilities, canNest: true },
  async start(setup) {
    const [{ startBrokerThread }, { connect }] = await Promise.all([import('@errand/broker'), import('@errand/client')])
    const broker = await startBrokerThread({ transport: 'tcp' })
    const workers = await startWorkerProcess('errand-attached', { endpoint: broker.endpoint, setup })
    const client = connect({ endpoint: broker.endpoint })
    const target = targetsInTurn(workerNames(setup.workers))
    return {
      kind: 'callable',
      call: (body) => client.request(target(), body),
      async stop() {
        client.destroy()
        await broker.close({ drainMs: 0 })
        await end(workers)
      },
    }
  },
}
