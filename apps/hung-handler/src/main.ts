/**
 * Four workers under load, and a handler that goes into an endless loop: what its neighbours do before, during and after, how the
 * broker ends it and starts it again, and that the process lives.
 */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type Broker, startBroker, type WorkerEvent } from '@errand/broker'
import { type Client, connect, type RequestError } from '@errand/client'
import { Load } from './load.js'
import type { Task } from './worker.js'

const placements = ['thread', 'compute', 'process'] as const

const workers = ['worker.1', 'worker.2', 'worker.3', 'worker.4']
const victim = 'worker.2'

/** How long the request to the victim may take: so long it is in the dark. */
const deadlineMs = 1000
const phaseMs = 1000

const placement = placements.find((name) => name === (process.argv[2] ?? 'thread'))
if (placement === undefined) {
  console.error(`the placement is "${process.argv[2]}"; allowed are ${placements.join(', ')}`)
  process.exit(2)
}

const broker = await startBroker({
  workers: workers.map((name) => ({ name, placement, module: new URL('worker.js', import.meta.url) })),
})
const client = connect({ endpoint: broker.endpoint })
await play(broker, client)
await client.close()
await broker.close()
console.log(`process ${process.pid} lives, and ends in order`)

async function play(on: Broker, by: Client): Promise<void> {
  const running = new Load(by, workers)
  await delay(phaseMs)
  tell('before', running, phaseMs)

  const events = told(on)
  const isBack = until(on, 'started')
  const hangsSince = performance.now()
  const error = await by.request(victim, 'hang' satisfies Task, { deadlineMs }).catch((reason: RequestError) => reason)
  await isBack
  tell('during', running, performance.now() - hangsSince)
  console.log(`        the request that hangs: ${(error as RequestError).code}; ${victim}: ${events.join(', ')}`)

  await delay(phaseMs)
  tell('after', running, phaseMs)
  await running.stop()
  const failures = [...running.failures].map(([code, count]) => `${count} ${code}`)
  console.log(`        all other requests: ${failures.length === 0 ? 'answered' : failures.join(', ')}`)
}

/** A line of answers a second. */
function tell(phase: string, running: Load, ms: number): void {
  const rates = running
    .taken()
    .map((count, index) => `${workers[index]} ${String(Math.round((count * 1000) / ms)).padStart(5)}/s`)
  console.log(`${phase.padEnd(7)} ${rates.join('   ')}`)
}

/** @returns what becomes of the victim, as it happens */
function told(on: Broker): readonly string[] {
  const events: string[] = []
  on.onWorker((event) => {
    if (event.worker === victim) events.push(event.kind === 'ended' ? `ended (${event.reason.kind})` : event.kind)
  })
  return events
}

async function until(on: Broker, kind: WorkerEvent['kind']): Promise<void> {
  const happened = new EventTarget()
  const forget = on.onWorker((event) => {
    if (event.worker === victim && event.kind === kind) happened.dispatchEvent(new Event(kind))
  })
  await once(happened, kind)
  forget()
}
