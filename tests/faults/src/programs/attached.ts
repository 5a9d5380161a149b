/** A worker in a process of its own, which attaches to a broker. */
import { attachWorker } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { readInput, listenNoMore, tell, whenTold } from './starter.js'
import { optionsOf } from './worker-options.js'

export interface AttachedInput {
  readonly endpoint: string
  readonly name: string
  readonly data: WorkerData
}

const { endpoint, name, data } = readInput() as AttachedInput
const worker = attachWorker({ endpoint, name, ...optionsOf(data) })

whenTold('close', () => void worker.close())
worker.stopped.then(
  () => void tell('stopped').then(listenNoMore),
  (error: unknown) => void tell('refused', String(error)),
)
