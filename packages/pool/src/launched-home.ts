/** Handlers in threads, event loops or processes that a broker starts and looks after. */
import { type BrokerOptions, startBroker } from '@errand/broker'
import type { Client } from '@errand/client'
import type { Contract } from '@errand/contract'
import { assertServed, clientOf, type Home } from './home.js'
import type { PoolPlacement, ResolvedPoolOptions } from './options.js'
import { runnableModule } from './typescript-modules.js'

const placementOf = { threads: 'thread', compute: 'compute', processes: 'process' } as const

export async function launchedHome<C extends Contract>(options: ResolvedPoolOptions<C>): Promise<Home> {
  const broker = await startBroker({ ...options.broker, ...launches(options) })
  let client: Client | undefined
  try {
    client = clientOf(broker, options)
    await assertServed(client, options)
    return { broker, client, ended: () => undefined }
  } catch (error) {
    await client?.close({ drainMs: 0 })
    await broker.close({ drainMs: 0 })
    throw error
  }
}

function launches<C extends Contract>(options: ResolvedPoolOptions<C>): Pick<BrokerOptions, 'workers' | 'pools'> {
  const { placement, names, loops, data, resourceLimits, restart, recycle } = options
  const { url: module, execArgv } = runnableModule(options.module as URL | string)
  const launch = {
    module,
    ...(execArgv && { execArgv }),
    ...(data !== undefined && { data }),
    ...(resourceLimits && { resourceLimits }),
    ...(restart !== undefined && { restart }),
    ...(recycle && { recycle }),
  }
  if (placement === 'loops') return { pools: [{ ...launch, loops, workers: names }] }
  const own = placementOf[placement as Exclude<PoolPlacement, 'loops' | 'inline'>]
  return { workers: names.map((name) => ({ ...launch, name, placement: own })) }
}
