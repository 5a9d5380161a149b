/** A worker of the rows, in whichever placement its broker launched it. */
import { launchData, runWorker } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { optionsOf } from './worker-options.js'

runWorker(optionsOf(launchData() as WorkerData))
