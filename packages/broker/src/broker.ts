/** What holds a broker in hand, whichever thread it runs in. */
import type { FailureCode } from '@errand/protocol'
import type { EndReason } from './launch/end-reason.js'
import type { LifeState } from './launch/life.js'
import type { WorkerListener, WorkerPlacement } from './worker-events.js'

export interface BrokerEndpoints {
  /** For clients, and for workers that attach. */
  readonly front: string
  /** For the answers of launched workers, and of those of the JSON profile. */
  readonly results: string
  /** A PAIR: an empty message stops the broker, which answers with one when it has. */
  readonly stopper: string
}

export interface BrokerStats {
  /** Requests taken in. */
  readonly accepted: number
  /** Requests turned away at once: an unknown target, a full queue, what could not be read. */
  readonly refused: number
  /** Requests ended by a reply. */
  readonly replied: number
  /** Requests ended by a failure, those turned away among them, by code. */
  readonly failed: { readonly [code in FailureCode]?: number }
  /** Results whose request had ended already. */
  readonly lateResults: number
  /** Results of tasks that their sender does not hold. */
  readonly strayResults: number
  /** Packets, records and objects that could not be read, or that their sender may not send. */
  readonly violations: number
  /** Records of kinds that are not known here, among them. */
  readonly unknownKinds: number
  /** Requests that have not ended. */
  readonly open: number
  /** Requests that wait for a worker. */
  readonly queued: number
  /** Tasks that workers hold. */
  readonly leased: number
  /** Threads that run handlers. */
  readonly threads: number
  /** Processes that were launched to run handlers. */
  readonly processes: number
  readonly workers: readonly WorkerStats[]
}

export interface WorkerStats {
  readonly name: string
  readonly placement: WorkerPlacement
  /** Of a worker of a pool: that of the loop that is best off. `ready` of those that started by themselves. */
  readonly state: LifeState
  readonly inFlight: number
  /** Tasks that it has ended. */
  readonly done: number
  /** What it said of itself last; undefined before its first heartbeat. Of a pool: the loop that was heard last. */
  readonly health: WorkerHealth | undefined
  /** How often it was started; of a pool, all its loops together. 1 of those that started by themselves. */
  readonly starts: number
  /** Why it ended last, if it did; of a pool, one of its loops. */
  readonly lastEnd: EndReason | undefined
}

export interface WorkerHealth {
  /** How late its event loop was, in milliseconds. */
  readonly lagMs: number
  /** Of a thread its heap, of a process all. */
  readonly memoryBytes: number
  /** Milliseconds since it said so. */
  readonly heartbeatAgeMs: number
  /** Its event loop lags, or its heartbeats are late: it is not dead, but does not get round to them. */
  readonly isBusy: boolean
}

export interface CloseOptions {
  /**
   * Milliseconds that open requests have to end; then they end with `closed`. Minimum 0.
   * @default 5000
   */
  readonly drainMs?: number
}

export interface Broker extends AsyncDisposable {
  /** The front: what clients connect to. */
  readonly endpoint: string
  readonly endpoints: BrokerEndpoints
  /** Resolves when the broker has closed, whoever told it to. Rejects when its own thread is lost. */
  readonly closed: Promise<void>
  /** @throws BrokerError `closed` */
  stats(): Promise<BrokerStats>
  /**
   * Calls the listener whenever a worker, or a loop of a pool, is ready, ends, or waits for its next start. What it throws
   * is an uncaught error.
   * @returns takes the listener back
   */
  onWorker(listener: WorkerListener): () => void
  /** Takes no more requests, lets open ones end, stops all workers, joins their threads, closes all sockets. Late callers join. */
  close(options?: CloseOptions): Promise<void>
}

/** Long enough for most work, short enough for whoever pressed Ctrl-C. */
export const standardDrainMs = 5000
