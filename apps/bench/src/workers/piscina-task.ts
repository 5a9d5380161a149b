/** A task of piscina and of tinypool: the default export is what they call. */
import { workerData } from 'node:worker_threads'
import type { Setup } from '../scenarios/setup.js'
import { type Work, workOf } from './work.js'

/** tinypool wraps what it was given, piscina hands it over as it is. */
function setupOf(data: unknown): Setup {
  return (Array.isArray(data) ? data[1] : data) as Setup
}

const work: Work = workOf(setupOf(workerData))

// oxlint-disable-next-line import/no-default-export -- both libraries call the default export
export default work
