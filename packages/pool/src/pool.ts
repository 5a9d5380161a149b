/** A pool: what serves a contract, and the client by which it is asked. */
import type { Broker, BrokerStats, WorkerListener } from '@errand/broker'
import type { Client, CloseOptions } from '@errand/client'
import type { CallerOptions, Contract, TypedClient } from '@errand/contract'
import type { Home } from './home.js'
import { inlineHome } from './inline-home.js'
import { launchedHome } from './launched-home.js'
import { type PoolOptions, resolvePoolOptions } from './options.js'

export interface Pool<C extends Contract> extends AsyncDisposable {
  /** The tasks of its contract, to be asked for. */
  readonly client: TypedClient<C>
  /** The tasks of another contract that its module serves as well. */
  of<Other extends Contract>(contract: Other, options?: CallerOptions): TypedClient<Other>
  /** Where clients and workers of other processes reach its broker; in memory, inline, nobody does. */
  readonly endpoint: string
  stats(): Promise<BrokerStats>
  /** Tells of workers that start, end and are started again. @returns ends that */
  onWorker(listener: WorkerListener): () => void
  /** Takes no more requests, lets the open ones end, stops its workers. Late callers join. */
  close(options?: CloseOptions): Promise<void>
}

class HomedPool<C extends Contract> implements Pool<C> {
  readonly client: TypedClient<C>
  readonly #broker: Broker
  readonly #client: Client
  readonly #ended: (this: void) => void
  #closing: Promise<void> | undefined

  constructor({ broker, client, ended }: Home, contract: C, options: CallerOptions) {
    this.#broker = broker
    this.#client = client
    this.#ended = ended
    this.client = client.of(contract, options)
  }

  get endpoint(): string {
    return this.#broker.endpoint
  }

  of<Other extends Contract>(contract: Other, options?: CallerOptions): TypedClient<Other> {
    return this.#client.of(contract, options)
  }

  stats(): Promise<BrokerStats> {
    return this.#broker.stats()
  }

  onWorker(listener: WorkerListener): () => void {
    return this.#broker.onWorker(listener)
  }

  async close(options: CloseOptions = {}): Promise<void> {
    // Options that are refused close nothing, and leave it to be closed.
    const client = this.#client.close(options)
    this.#closing ??= this.#close(client, options)
    await this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(client: Promise<void>, options: CloseOptions): Promise<void> {
    try {
      await client
    } finally {
      await this.#broker.close(options)
      this.#ended()
    }
  }
}

/**
 * Starts what serves a contract, wherever it is to run, and resolves when all of it is ready.
 *
 * ```ts
 * await using pool = await start({ contract: images, module: new URL('./worker.js', import.meta.url), workers: 4 })
 * const { bytes } = await pool.client.resize({ url, width: 200 }, { deadlineMs: 2_000 })
 * ```
 *
 * @throws PoolError `invalid-option`, `typescript-module`, `serves-nothing`, `serves-another`
 * @throws BrokerError `worker-start-failed`, and others of the broker's. Nothing is left running then.
 */
export async function start<C extends Contract>(options: PoolOptions<C>): Promise<Pool<C>> {
  const resolved = resolvePoolOptions(options)
  const { placement, contract, validateAtClient: validate = false } = resolved
  const home = await (placement === 'inline' ? inlineHome(resolved) : launchedHome(resolved))
  return new HomedPool(home, contract, { validate })
}
