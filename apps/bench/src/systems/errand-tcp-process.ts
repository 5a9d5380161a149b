/** errand over tcp with its workers in a second process, attached by the broker's front: what NATS has to be compared with. */
import { end } from '../servers/server.js'
import { startWorkerProcess } from '../servers/worker-process.js'
import { callsTo, errandCarries, startErrandBroker } from './errand-calls.js'
import { type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

export const errandTcpProcess: System = {
  name: 'errand-tcp-process',
  tells: 'errand over tcp, workers in a second process',
  carries: errandCarries,
  can: { ...usualCapabilities, canNest: true },
  async start(setup) {
    const broker = await startErrandBroker({ transport: 'tcp' })
    const workers = await startWorkerProcess('errand-attached', { endpoint: broker.endpoint, setup })
    const calls = await callsTo(broker, workerNames(setup.workers))
    return {
      ...calls,
      async stop() {
        await calls.stop()
        await end(workers)
      },
    }
  },
}
