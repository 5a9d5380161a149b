/** A dedicated worker of errand that serves a contract, in a thread of its own. */
import { launchData, serve } from '@errand/worker'
import type { Setup } from '../scenarios/setup.js'
import { echoContract } from './echo-contract.js'
import { workOf } from './work.js'

const work = workOf(launchData() as Setup)

serve(echoContract, { echo: (body) => work(body) }, { concurrency: 100 })
