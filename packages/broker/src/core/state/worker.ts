/** A worker by name, before anything leads to it. */
import { Fifo } from './fifo.js'
import type { WorkerState } from './state.js'

export function newWorker(name: string, group: string): WorkerState {
  return {
    name,
    group,
    targets: [],
    concurrency: 1,
    contracts: {},
    lends: false,
    runTimeoutMs: 0,
    lanes: [],
    inFlight: 0,
    running: 0,
    asking: 0,
    held: new Fifo(),
    boundLane: undefined,
    done: 0,
    isExpected: false,
    bar: undefined,
  }
}
