/** An event loop of the rows' pools. */
import { workerData } from 'node:worker_threads'
import { runLoop } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { optionsOf } from './worker-options.js'

runLoop(optionsOf((workerData as { readonly data: WorkerData }).data))
