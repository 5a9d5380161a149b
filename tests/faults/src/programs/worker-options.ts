/** The options of a worker of the rows, from what its scene handed over. */
import type { WorkerOptions } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { notingHandler } from './noting-handler.js'

export function optionsOf({ services = [], handlerLog, delayMs = 0, heapMbMax: _heapMbMax, ...options }: WorkerData): WorkerOptions {
  const handler = notingHandler({ handlerLog, delayMs })
  return { handler, services: Object.fromEntries(services.map((name) => [name, handler])), ...options }
}
