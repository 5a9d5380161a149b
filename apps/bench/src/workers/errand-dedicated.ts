/** A dedicated worker of errand, in a thread of its own. */
import { launchData, runWorker } from '@errand/worker'
import type { Setup } from '../scenarios/setup.js'
import { nestedWorkOf } from './nested-work.js'

const work = nestedWorkOf(launchData() as Setup)

runWorker({ handler: (body, { worker, request }) => work(worker, body, request), concurrency: 100 })
