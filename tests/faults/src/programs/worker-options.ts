/** The options of a worker of the rows, from what its scene handed over. */
import type { WorkerOptions } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { notingHandler } from './noting-handler.js'

export function optionsOf(data: WorkerData): WorkerOptions {
  const {
    handlerLog: _log,
    delayMs: _delay,
    heapMbMax: _heap,
    recycleAfterTasks: _recycle,
    services = [],
    ...options
  } = data
  const handler = notingHandler(data)
  return { handler, services: Object.fromEntries(services.map((name) => [name, handler])), ...options }
}
