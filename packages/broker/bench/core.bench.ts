/**
 * What the routing core takes for a request, from its record to its outcome, between ports that do nothing: a thousand
 * requests a call, so `hz` are thousands of requests a second.
 */
import { bench, describe } from 'vitest'
import { BrokerCore } from '../src/core/broker-core.js'
import { memoryQueue, standardQueueLimits } from '../src/core/queue/task-queue.js'

const requestsPerCall = 1000
/** Requests that each worker may have at a time. */
const slots = 100
const targets = ['worker.1', 'worker.2']
const client = 'client#1'

interface Load {
  /** Requests that are there all the time. */
  readonly inFlight: number
  readonly attempts?: number
  /** So many, in turn. */
  readonly keys?: number
}

const loads: { readonly [name: string]: Load } = {
  'that go to a worker at once': { inFlight: 100 },
  'behind a thousand that wait': { inFlight: 1200 },
  'behind a hundred thousand that wait': { inFlight: 100_200 },
  'with three attempts': { inFlight: 100, attempts: 3 },
  'of fifty keys in turn': { inFlight: 100, keys: 50 },
}

describe('1000 requests', () => {
  for (const [name, load] of Object.entries(loads)) bench(name, steadyState(load))
})

/** As many are asked as are answered: the oldest first. */
function steadyState({ inFlight, attempts = 1, keys = 0 }: Load): () => void {
  const answered: (() => void)[] = []
  const core = new BrokerCore({
    clients: { send: () => undefined },
    queue: memoryQueue({ ...standardQueueLimits, queuedPerTargetMax: 1e6, queuedPerClientMax: 1e6 }),
    firstLease: 1,
  })
  let asked = 0
  let now = 0
  let isFilled = false
  for (const name of targets) openWorker(name)

  function openWorker(name: string): void {
    const lane = core.laneOpened(name, name, {
      send(record) {
        if (record.kind !== 'task') return
        const { id } = record
        answered.push(() => core.outcome(lane, { kind: 'reply', id, metadata: '', codec: 'j', body: '"done"' }, now))
      },
    })
    core.announced(lane, [{ name, services: [], concurrency: slots }], slots, now)
  }

  function ask(): void {
    const id = ++asked
    const target = targets[id % targets.length] as string
    const key = keys > 0 ? { key: `key ${id % keys}` } : {}
    const body = { metadata: '', codec: 'j', body: '{"number":17}' }
    core.request(client, { kind: 'request', id, target, deadlineMs: 30_000, attempts, ...key, ...body }, now)
  }

  return () => {
    if (!isFilled) for (let one = 0; one < inFlight; one++) ask()
    isFilled = true
    for (let one = 0; one < requestsPerCall; one++) {
      now += 0.005
      const answer = answered.shift()
      answer?.()
      ask()
    }
  }
}
