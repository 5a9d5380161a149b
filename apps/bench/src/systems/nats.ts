/** NATS core: request and reply, each worker a subscription of its own in a second process. */
import { end, missingProgram, startServer } from '../servers/server.js'
import { startWorkerProcess } from '../servers/worker-process.js'
import { type System, usualCapabilities } from './system.js'
import { targetsInTurn, workerNames } from './targets.js'

/** A request of the bench ends by its answer. */
const timeoutMs = 120_000

export const nats: System = {
  name: 'nats',
  tells: 'NATS core request/reply over tcp, workers in a second process',
  carries: { bytes: 'the bytes', json: 'JSON text' },
  // Its server takes messages of at most 1 MiB with their headers.
  can: { ...usualCapabilities, bodyBytesMax: 65_536, canNest: true },
  missing: () => missingProgram('nats-server', '--version'),
  async start(setup) {
    const { connect } = await import('@nats-io/transport-node')
    const server = await startServer({
      program: 'nats-server',
      argsOf: (port) => ['--addr', '127.0.0.1', '--port', String(port)],
    })
    const workers = await startWorkerProcess('nats-workers', { port: server.port, setup })
    const connection = await connect({ servers: `127.0.0.1:${server.port}` })
    const target = targetsInTurn(workerNames(setup.workers))
    return {
      kind: 'callable',
      async call(body) {
        if (body instanceof Uint8Array) return (await connection.request(target(), body, { timeout: timeoutMs })).data
        const answer = await connection.request(target(), JSON.stringify(body), { timeout: timeoutMs })
        return answer.json()
      },
      async stop() {
        await connection.close()
        await end(workers)
        await server.stop()
      },
    }
  },
}
