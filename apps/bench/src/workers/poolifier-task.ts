/** A worker of poolifier: the default export is what it takes its tasks by. */
import { workerData } from 'node:worker_threads'
import { ThreadWorker } from 'poolifier'
import type { Setup } from '../scenarios/setup.js'
import type { Body } from '../systems/system.js'
import { workOf } from './work.js'

const work = workOf(workerData as Setup)

/** Sent as undefined, a body would be none. */
const worker: ThreadWorker<Body, Body> = new ThreadWorker<Body, Body>((body) => work(body as Body))

// oxlint-disable-next-line import/no-default-export -- as its documents show
export default worker
