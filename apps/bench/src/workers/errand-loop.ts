/** An event loop of errand's pool. */
import { launchData, runLoop } from '@errand/worker'
import type { Setup } from '../scenarios/setup.js'
import { nestedWorkOf } from './nested-work.js'

const setup = launchData() as Setup
const work = nestedWorkOf(setup)

runLoop({
  handler: (body, { worker, request }) => work(worker, body, request),
  concurrency: 100,
  temporarySockets: setup.temporarySockets,
})
