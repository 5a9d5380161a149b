/** What holds a broker in hand, whichever thread it runs in. */
import type { FailureCode } from '@errand/protocol'

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
