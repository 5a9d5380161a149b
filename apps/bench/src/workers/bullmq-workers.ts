/** Workers of BullMQ: each takes jobs by a connection of its own. */
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Setup } from '../scenarios/setup.js'
import { workerNames } from '../systems/targets.js'
import { workOf } from './work.js'

interface Given {
  readonly port: number
  readonly setup: Setup
}

const { port, setup } = JSON.parse(process.argv[2] ?? '') as Given
const work = workOf(setup)
/** As many as errand's workers run at a time. */
const concurrency = 100

const workers = workerNames(setup.workers).map(() => {
  const connection = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null })
  return new Worker<object, object>('echo', async ({ data }) => work(data), { connection, concurrency })
})
await Promise.all(workers.map((worker) => worker.waitUntilReady()))
process.send?.('ready')
