/** A worker of workerpool: it registers the function that is called. */
import { workerData } from 'node:worker_threads'
import workerpool from 'workerpool'
import type { Setup } from '../scenarios/setup.js'
import { workOf } from './work.js'

workerpool.worker({ echo: workOf(workerData as Setup) })
