/** How a fault of a handler is injected: into one worker, at a moment that the seed chose, while others are under load. */
import type { Broker } from '@errand/broker'
import type { RequestOptions } from '@errand/client'
import type { Ending } from '../../audit/client-log.js'
import { expectAllReplied } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { AuditedClient } from '../../scene/audited-client.js'
import type { Scene } from '../../scene/scene.js'

export interface Fault extends Omit<RequestOptions, 'signal'> {
  /** What the victim is asked to do, one after the other. */
  readonly acts: readonly Act[]
  /** Heap limit of all threads. */
  readonly heapMbMax?: number
}

export interface Beside {
  readonly broker: Broker
  readonly client: AuditedClient
  /** How the requests to the victim ended. */
  readonly endings: readonly Ending[]
  /** How it ended, in a line. */
  readonly text: string
}

const requestsOfNeighbours = 300

/** @throws where a neighbour's request is harmed */
export async function besideLoad(scene: Scene, { acts, heapMbMax, ...options }: Fault): Promise<Beside> {
  const broker = await scene.broker(scene.workers(['victim', 'a', 'b'], { heapMbMax }))
  const client = scene.client(broker)
  const load = client.load({
    targets: ['a', 'b'],
    requests: requestsOfNeighbours,
    inFlight: 20,
    // Workers of a pool share their threads, and what happens to these.
    attempts: scene.placement === 'pool' ? 3 : 1,
  })
  await load.reached(scene.random.integer(1, requestsOfNeighbours / 2))
  const endings = await Promise.all(acts.map((act) => client.ask('victim', act, options)))
  const neighbours = await load.ended
  expectAllReplied(neighbours)
  const codes = [...new Set(endings.map(({ code = 'replied' }) => code))]
  return { broker, client, endings, text: `victim ${codes.join(', ')}; neighbours ${String(neighbours)}` }
}
