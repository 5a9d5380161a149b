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

/** By its types a task may come without a body; the bench's never do. */
const none = new Uint8Array()

const worker: ThreadWorker<Body, Body> = new ThreadWorker<Body, Body>(
  isAsync ? async (body = none) => work(body) : (body = none) => work<Body>(body),
)

// oxlint-disable-next-line import/no-default-export -- as its documents show
export default worker
