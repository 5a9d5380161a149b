/** A worker of the rows in a thread of its own. */
import { workerData } from 'node:worker_threads'
import { runWorker } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { optionsOf } from './worker-options.js'

runWorker(optionsOf((workerData as { readonly data: WorkerData }).data))
