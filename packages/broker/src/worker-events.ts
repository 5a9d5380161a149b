/** What a broker tells of its workers' lives: to whoever listens, and across the broker's own thread. */
import type { EndReason } from './launch/end-reason.js'

/** Where a worker runs. */
export type WorkerPlacement = 'thread' | 'loop' | 'compute' | 'process' | 'attached' | 'json'

/** What every event says. */
export interface WorkerEventBasis {
  /** Name of the worker; of a loop, for the workers of a pool. */
  readonly worker: string
  readonly placement: WorkerPlacement
}

/** It is ready. `starts` counts its starts, this one among them. */
export interface WorkerStarted extends WorkerEventBasis {
  readonly kind: 'started'
  readonly starts: number
}

/** Its thread, its process or its connection ended. */
export interface WorkerEnded extends WorkerEventBasis {
  readonly kind: 'ended'
  readonly reason: EndReason
}

/** It has ended, and is started again in so many milliseconds. */
export interface WorkerRestarting extends WorkerEventBasis {
  readonly kind: 'restarting'
  readonly inMs: number
}

/** It has ended too often; it is tried again in so many milliseconds, and until then its requests fail. */
export interface WorkerBarred extends WorkerEventBasis {
  readonly kind: 'barred'
  readonly forMs: number
  readonly message: string
}

/** It is given nothing more, and is replaced as soon as it has ended what it holds. */
export interface WorkerRecycling extends WorkerEventBasis {
  readonly kind: 'recycling'
}

export type WorkerEvent = WorkerStarted | WorkerEnded | WorkerRestarting | WorkerBarred | WorkerRecycling

export type WorkerListener = (event: WorkerEvent) => void
