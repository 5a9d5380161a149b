/** An event loop of the rows' pools. */
import { launchData, runLoop } from '@errand/worker'
import type { WorkerData } from '../scene/placements.js'
import { optionsOf } from './worker-options.js'

runLoop(optionsOf(launchData() as WorkerData))
