/**
 * errand's broker alone in its process, so that its memory and the pauses of its loop are its own: the client is in a
 * second process, over ipc, and so are the workers' threads no load of the broker's heap.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { once } from 'node:events'
import type { Sample } from '../figures/sample.js'
import type { BacklogLoad, FloodLoad, Load } from '../scenarios/load.js'
import { startWorkerProcess } from '../servers/worker-process.js'
import { end } from '../servers/server.js'
import { type Running, type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

/** The finest that Node's histogram of its loop takes. A pause is what a turn took beyond it. */
const resolutionMs = 1

/** What is asked of the client. */
export interface FloodOrder {
  readonly requests: number
  readonly bodyBytes: number
  readonly targets: readonly string[]
  /** Whether answers are waited for. */
  readonly areAnswered: boolean
}

export const errandBroker: System = {
  name: 'errand-broker',
  tells: "errand's broker in a process, its client in another, over ipc, limits raised",
  carries: { bytes: 'the bytes' },
  can: { ...usualCapabilities, forms: ['bytes'], isProbe: true },
  async start(setup) {
    const { startBroker } = await import('@errand/broker')
    const targets = workerNames(setup.workers)
    const module = new URL('../workers/errand-dedicated.js', import.meta.url)
    const broker = await startBroker({
      transport: 'ipc',
      workers: targets.map((name) => ({ name, module, data: setup })),
      ...raisedLimits,
    })
    const client = await startWorkerProcess('errand-flood', { endpoint: broker.endpoint })
    const ask = async (order: FloodOrder): Promise<number> => {
      client.send(order)
      const [answered] = (await once(client, 'message')) as [number]
      return answered
    }
    return {
      kind: 'probed',
      probe: (load) => probe(load, targets, ask, async () => (await broker.stats()).open),
      async stop() {
        await end(client)
        await broker.close({ drainMs: 0 })
      },
    } satisfies Running
  },
}

/** As many as anyone may want at once. */
const raisedLimits = {
  queuedPerTargetMax: 10_000_000,
  queuedPerClientMax: 10_000_000,
  queuedBytesPerTargetMax: 2 ** 33,
  queuedBytesPerClientMax: 2 ** 33,
  queuedBytesMax: 2 ** 33,
  heldBytesPerClientMax: 2 ** 33,
}

type Ask = (order: FloodOrder) => Promise<number>

function probe(load: Load, targets: readonly string[], ask: Ask, open: () => Promise<number>): Promise<Sample> {
  if (load.kind === 'flood') return flood(load, targets, ask)
  if (load.kind === 'backlog') return backlog(load, targets, ask, open)
  throw new Error(`it cannot play "${load.kind}"`)
}

async function flood(load: FloodLoad, targets: readonly string[], ask: Ask): Promise<Sample> {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  const startedAt = performance.now()
  const answered = await ask({ ...orderOf(load, targets), areAnswered: true })
  const seconds = (performance.now() - startedAt) / 1000
  delays.disable()
  return { answered, perSecond: answered / seconds, pauseMs: delays.max / 1_000_000 - resolutionMs }
}

async function backlog(
  load: BacklogLoad,
  targets: readonly string[],
  ask: Ask,
  open: () => Promise<number>,
): Promise<Sample> {
  const before = await heldBytes()
  await ask({ ...orderOf(load, targets), areAnswered: false })
  // Those that were sent are not yet all here.
  while ((await open()) < load.requests) await new Promise((resolve) => void setTimeout(resolve, 10))
  return { brokerBytesEach: ((await heldBytes()) - before) / load.requests - load.body.bytes }
}

function orderOf(
  { requests, body }: FloodLoad | BacklogLoad,
  targets: readonly string[],
): Omit<FloodOrder, 'areAnswered'> {
  return { requests, bodyBytes: body.bytes, targets }
}

/** Of this thread, without garbage: the heap, and what it holds outside of it. */
async function heldBytes(): Promise<number> {
  // Memory of messages is given back in the turn after the one in which their Buffers are collected.
  for (let collections = 0; collections < 2; collections++) {
    globalThis.gc?.()
    await new Promise((resolve) => void setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
