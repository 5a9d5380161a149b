/**
 * Example 1: dedicated workers. Main is a client; it starts a broker in a thread of its own, which starts a thread for
 * each worker. Main and workers ask through the broker's front; the broker hands each request to the one worker that it
 * is for, takes the answer at its results socket, and sends it back to whoever asked.
 */
import { startBrokerThread } from '@errand/broker'
import { connect, stopBroker } from '@errand/client'
import { integerFlag, type Reply, runExample } from '@errand/example-kit'
import type { WorkerData } from './worker.js'

/** Who asks whom before it answers: worker.4 asks worker.1, worker.2 asks worker.3. */
const nestedRequests = new Map([
  ['worker.4', 'worker.1'],
  ['worker.2', 'worker.3'],
])

const example = {
  name: 'example-1',
  shows:
    'Dedicated workers: each runs in a thread of its own, fed by a socket of its own.\n' +
    'Before they answer, worker.4 asks worker.1 and worker.2 asks worker.3, where there are so many.',
  flags: {
    workers: integerFlag({ least: 1, most: 64, standard: 4, tells: 'workers, each in a thread of its own' }),
  },
}

await runExample(example, async ({ flags, workers, askWorkers }) => {
  const broker = await startBrokerThread({
    transport: flags.transport,
    workers: workers.map((name) => ({
      name,
      module: new URL('worker.js', import.meta.url),
      data: dataOf(name, workers),
    })),
  })
  const client = connect({ endpoint: broker.endpoint })

  await askWorkers((worker, message) => client.request<Reply>(worker, message, { deadlineMs: 10_000 }))

  await client.close()
  await stopBroker(broker.endpoints.stopper)
  await broker.closed
})

/** Nobody asks a colleague that is not there. */
function dataOf(worker: string, workers: readonly string[]): WorkerData {
  const asks = nestedRequests.get(worker)
  return { asks: workers.find((name) => name === asks) }
}
