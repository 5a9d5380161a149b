/** What holds a broker in hand, whichever thread it runs in. */
import type { Counters } from './core/counters.js'
import type { TrafficCounters } from './traffic-counters.js'

export interface BrokerEndpoints {
  /** For clients, and for workers that attach. */
  readonly front: string
  /** For the answers of launched workers, and of those of the JSON profile. */
  readonly results: string
  /** A PAIR: an empty message stops the broker, which answers with one when it has. */
  readonly stopper: string
}

export interface BrokerStats extends Readonly<Omit<Counters, 'failed'>>, Readonly<TrafficCounters> {
  /** Requests ended by a failure, by code. */
  readonly failed: Readonly<Counters['failed']>
  /** Requests that have not ended. */
  readonly open: number
  /** Requests that wait for a worker. */
  readonly queued: number
  /** Tasks that workers hold. */
  readonly leased: number
  /** Threads that run handlers. */
  readonly threads: number
  readonly workers: readonly WorkerStats[]
}

export interface WorkerStats {
  readonly name: string
  readonly inFlight: number
  /** Tasks that it has ended. */
  readonly done: number
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
  /** Takes no more requests, lets open ones end, stops all workers, joins their threads, closes all sockets. Late callers join. */
  close(options?: CloseOptions): Promise<void>
}

/** Long enough for most work, short enough for whoever pressed Ctrl-C. */
export const standardDrainMs = 5000
