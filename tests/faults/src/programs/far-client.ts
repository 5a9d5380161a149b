/** An audited client in a process of its own: plays the loads that it is told to, and hands over its log at the end. */
import { AuditedClient } from '../scene/audited-client.js'
import type { FarLog, FarTally } from '../scene/far-client.js'
import type { LoadOptions } from '../scene/load.js'
import { randomFrom } from '../random.js'
import { listenNoMore, readInput, tell, whenTold } from './starter.js'

export interface FarClientInput {
  readonly name: string
  readonly endpoint: string
  readonly seed: number
}

const { name, endpoint, seed } = readInput() as FarClientInput
const client = new AuditedClient(name, { endpoint }, randomFrom(seed))

whenTold('load', (options) => {
  const load = client.load(options as LoadOptions)
  void load.reached(1).then(() => tell('under way'))
  void load.ended.then((tally) =>
    tell('ended', { replied: tally.replied, failed: [...tally.failed] } satisfies FarTally),
  )
})

whenTold('close', () => void close())

async function close(): Promise<void> {
  await client.close()
  const { wire, entries, routingIds } = client.log
  await tell('log', { name, entries, routingIds, wire: [...wire] } satisfies FarLog)
  listenNoMore()
}
