/** Handlers in the calling thread: a real broker and real workers, over sockets in memory instead of ZeroMQ's. */
import { type Broker, startBroker } from '@errand/broker'
import type { Contract } from '@errand/contract'
import { memoryNetwork, memorySockets } from '@errand/sockets'
import { attachWorker, implement, loadInline, type WorkerOptions } from '@errand/worker'
import { assertServed, clientOf, type Home } from './home.js'
import type { ResolvedPoolOptions } from './options.js'
import { PoolError } from './pool-error.js'
import { importAfresh } from './typescript-modules.js'

/** Nothing in memory keeps a program alive; a pool does, until it is closed. */
const aliveMs = 2 ** 31 - 1

export async function inlineHome<C extends Contract>(options: ResolvedPoolOptions<C>): Promise<Home> {
  const served = await servedBy(options)
  const network = memoryNetwork()
  const alive = setInterval(() => undefined, aliveMs)
  const broker = await startBroker({ ...options.broker, transport: 'inproc', sockets: memorySockets(network) })
  const sockets = memorySockets(network)
  const { endpoint } = broker
  try {
    const areThere = haveStarted(broker, options.names.length)
    for (const name of options.names)
      attachWorker({ ...served, endpoint, name, sockets, heartbeatIntervalMs: 0, reattach: false })
    const client = clientOf(broker, options, { sockets })
    await areThere
    await assertServed(client, options)
    return { broker, client, ended: () => clearInterval(alive) }
  } catch (error) {
    clearInterval(alive)
    await broker.close({ drainMs: 0 })
    throw error
  }
}

/** @throws PoolError `serves-nothing` */
async function servedBy<C extends Contract>({
  contract,
  handlers,
  module,
  serve,
  data,
}: ResolvedPoolOptions<C>): Promise<WorkerOptions> {
  if (handlers) return { sendStacks: true, ...serve, contracts: [implement(contract, handlers)] }
  const served = await loadInline(() => importAfresh(module as URL | string), data)
  const [first] = served
  if (first && served.length === 1) return first
  const times = served.length === 0 ? 'does not call `serve`' : `calls \`serve\` ${served.length} times`
  throw new PoolError('serves-nothing', `${String(module)} ${times}; a module calls it once, when it is loaded`)
}

/** Resolves when the broker has read the announcements of so many workers. */
function haveStarted(broker: Broker, workers: number): Promise<void> {
  return new Promise((resolve) => {
    let started = 0
    const end = broker.onWorker(({ kind }) => {
      if (kind !== 'started' || ++started < workers) return
      end()
      resolve()
    })
  })
}
