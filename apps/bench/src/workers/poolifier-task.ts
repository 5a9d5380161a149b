/** A worker of poolifier: the default export is what it takes its tasks by. */
import { workerData } from 'node:worker_threads'
import { ThreadWorker } from 'poolifier'
import type { Setup } from '../scenarios/setup.js'
import type { Body } from '../systems/system.js'
import { workOf } from './work.js'

const setup = workerData as Setup
const work = workOf(setup)

/** It waits for what an async function returns, and only of one that is written so. */
const isAsync = setup.handler === 'wait' || setup.handler === 'hold'

const worker: ThreadWorker<Body, Body> = new ThreadWorker<Body, Body>(
  isAsync ? async (body) => work(body as Body) : (body) => work<Body>(body as Body) as Body,
)

// oxlint-disable-next-line import/no-default-export -- as its documents show
export default worker
