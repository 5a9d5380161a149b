/**
 * Example 2: an event-loop pool. Main is a client; it starts a broker in a thread of its own, which starts a few event
 * loops, each in a thread, that run the work of many workers. Main and workers ask through the broker's front; the broker
 * hands each request to one of the loops, takes the answer at its results socket, and sends it back to whoever asked.
 */
import { startBrokerThread } from '@errand/broker'
import { connect, stopBroker } from '@errand/client'
import { integerFlag, type Reply, runExample } from '@errand/example-kit'
import type { LoopData } from './loop.js'

const example = {
  name: 'example-2',
  shows:
    'An event-loop pool: many workers run on a few event loops, each in a thread of its own, and speak\n' +
    'through temporary sockets. Before it answers, worker.1 asks worker.2, where there is one.',
  flags: {
    workers: integerFlag({ least: 1, most: 100_000, standard: 10, tells: 'workers, which are names, not threads' }),
    loops: integerFlag({ least: 1, most: 64, standard: 2, tells: 'event loops, each in a thread of its own' }),
  },
}

await runExample(example, async ({ flags, workers, askWorkers }) => {
  const nestedRequests = workers.includes('worker.2') ? [['worker.1', 'worker.2'] as const] : []
  const data: LoopData = { nestedRequests: new Map(nestedRequests) }
  const broker = await startBrokerThread({
    transport: flags.transport,
    pools: [{ module: new URL('loop.js', import.meta.url), loops: flags.loops, workers, data }],
  })
  const client = connect({ endpoint: broker.endpoint })

  await askWorkers((worker, message) => client.request<Reply>(worker, message, { deadlineMs: 10_000 }))

  await client.close()
  await stopBroker(broker.endpoints.stopper)
  await broker.closed
})
