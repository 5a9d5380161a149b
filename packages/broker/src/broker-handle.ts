/** What holds a broker in hand, whichever thread it runs in: its endpoints, those who listen to its workers, and one close for all callers. */
import { type Broker, type BrokerEndpoints, type BrokerStats, type CloseOptions, standardDrainMs } from './broker.js'
import { BrokerError } from './broker-error.js'
import { checkMs, checkOptions } from './option-check.js'
import type { WorkerEvent, WorkerListener } from './worker-events.js'

/** A broker in one thread or another, as its handle uses it. */
export interface BrokerHome {
  /** Resolves when the broker has closed. Rejects when its own thread is lost. */
  readonly closed: Promise<void>
  /** Once. Where it rejects, it is shut down as well. */
  start(handle: HandleOfHome): Promise<BrokerEndpoints>
  stats(): Promise<BrokerStats>
  /** Once. */
  shutDown(drainMs: number): Promise<void>
}

/** What a broker does with its handle. */
export interface HandleOfHome {
  tell(event: WorkerEvent): void
  close(options?: CloseOptions): Promise<void>
}

export class BrokerHandle implements Broker, HandleOfHome {
  readonly #home: BrokerHome
  readonly #listeners = new Set<{ readonly call: WorkerListener }>()
  #endpoints: BrokerEndpoints | undefined
  #closing: Promise<void> | undefined

  constructor(home: BrokerHome) {
    this.#home = home
  }

  get endpoint(): string {
    return this.endpoints.front
  }

  get endpoints(): BrokerEndpoints {
    if (this.#endpoints) return this.#endpoints
    throw new BrokerError('closed', 'the broker has not started')
  }

  get closed(): Promise<void> {
    return this.#home.closed
  }

  /** @throws BrokerError `worker-start-failed`, SocketsError; everything is closed again then */
  async start(): Promise<void> {
    try {
      this.#endpoints = await this.#home.start(this)
    } catch (error) {
      // Where its thread was lost, so is what there was to close.
      await this.close({ drainMs: 0 }).catch(() => undefined)
      throw error
    }
  }

  stats(): Promise<BrokerStats> {
    return this.#home.stats()
  }

  onWorker(call: WorkerListener): () => void {
    const listener = { call }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  tell(event: WorkerEvent): void {
    // Later, and each for itself: one that throws must not keep the broker from its work.
    for (const listener of this.#listeners) {
      queueMicrotask(() => {
        if (this.#listeners.has(listener)) listener.call(event)
      })
    }
  }

  close(options: CloseOptions = {}): Promise<void> {
    checkOptions('options', options)
    const { drainMs = standardDrainMs } = options
    checkMs('drainMs', drainMs)
    this.#closing ??= this.#home.shutDown(drainMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
