/** BullMQ on Redis, waiting for the result of each job by its events. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'bullmq'
import { end, missingProgram, startServer } from '../servers/server.js'
import { startWorkerProcess } from '../servers/worker-process.js'
import { type Body, type System, usualCapabilities } from './system.js'

/** Jobs are JSON: bytes go as base64. */
type Wrapped = { readonly base64: string } | { readonly json: object }

const jobsKept = 10_000

export const bullmq: System = {
  name: 'bullmq',
  tells: 'BullMQ on Redis without persistence, waiting for each result, workers in a second process',
  carries: { bytes: 'the bytes as base64 in JSON', json: 'JSON text' },
  can: { ...usualCapabilities, inFlightMax: 1000, bodyBytesMax: 65_536 },
  missing: () => missingProgram('redis-server', '--version'),
  async start(setup) {
    const [{ Queue, QueueEvents }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
    const folder = mkdtempSync(join(tmpdir(), 'redis-'))
    const server = await startServer({
      program: 'redis-server',
      argsOf: (port) => ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder],
    })
    const workers = await startWorkerProcess('bullmq-workers', { port: server.port, setup })
    // Each waits by commands that block its connection, so each has one of its own.
    const connected = (): ConnectionOptions => new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: null })
    const queue = new Queue('echo', {
      connection: connected(),
      // Whoever waits for a job may look for it when it has ended already.
      defaultJobOptions: { removeOnComplete: { count: jobsKept }, removeOnFail: true },
    })
    const events = new QueueEvents('echo', { connection: connected() })
    // A listener for each job that is waited for.
    events.setMaxListeners(0)
    await events.waitUntilReady()
    return {
      kind: 'callable',
      async call(body) {
        const job = await queue.add('echo', wrapped(body))
        return unwrapped((await job.waitUntilFinished(events)) as Wrapped)
      },
      async stop() {
        await end(workers)
        await server.stop()
      },
    }
  },
}

function wrapped(body: Body): Wrapped {
  return body instanceof Uint8Array ? { base64: Buffer.from(body).toString('base64') } : { json: body }
}

function unwrapped(answer: Wrapped): Body {
  return 'base64' in answer ? Buffer.from(answer.base64, 'base64') : answer.json
}
