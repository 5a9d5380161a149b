/** A worker in a process of its own, which attaches to a broker. */
import { zeromqSockets } from '@errand/sockets'
import { attachWorker } from '@errand/worker'
import { randomFrom } from '../random.js'
import { type LossOptions, lossySockets } from '../scene/lossy-sockets.js'
import type { WorkerData } from '../scene/placements.js'
import { readInput, listenNoMore, tell, whenTold } from './starter.js'
import { optionsOf } from './worker-options.js'

export interface AttachedInput {
  readonly endpoint: string
  readonly name: string
  readonly data: WorkerData
  /** How much it loses of what it sends and of what it gets. */
  readonly loss?: Pick<LossOptions, 'loses' | 'probability'> & { readonly seed: number }
}

/** Its announcement passes. */
const messagesSpared = 1

const { endpoint, name, data, loss } = readInput() as AttachedInput
const sockets = zeromqSockets()
const worker = attachWorker({
  endpoint,
  name,
  sockets: loss ? lossySockets(sockets, { ...loss, random: randomFrom(loss.seed), spared: messagesSpared }) : sockets,
  ...optionsOf(data),
})

whenTold('close', () => void worker.close())
worker.stopped.then(
  () => void tell('stopped').then(listenNoMore),
  (error: unknown) => void tell('refused', String(error)),
)
