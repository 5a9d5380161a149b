/** Keeps each worker busy, and counts what each answers. */
import type { Client } from '@errand/client'
import type { Task } from './worker.js'

/** As many as each worker runs at a time. */
const inFlight = 10

export class Load {
  /** Requests that got no answer, by code. */
  readonly failures: Map<string, number> = new Map()
  readonly #client: Client
  readonly #workers: readonly string[]
  readonly #lines: readonly Promise<void>[]
  #counts: number[]
  #isStopped = false

  constructor(client: Client, workers: readonly string[]) {
    this.#client = client
    this.#workers = workers
    this.#counts = workers.map(() => 0)
    const indexes = workers.flatMap((_worker, index) => Array.from({ length: inFlight }, () => index))
    this.#lines = indexes.map((index) => this.#askOnAndOn(index))
  }

  /** Answers of each worker since the last look. */
  taken(): readonly number[] {
    const counts = this.#counts
    this.#counts = this.#workers.map(() => 0)
    return counts
  }

  /** Resolves when all that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all(this.#lines)
  }

  async #askOnAndOn(index: number): Promise<void> {
    while (!this.#isStopped) {
      try {
        // It does no harm twice, so it may be started again where its worker is lost.
        await this.#client.request(this.#workers[index] ?? '', 'work' satisfies Task, { attempts: 3 })
        this.#counts[index] = (this.#counts[index] ?? 0) + 1
      } catch (error) {
        const { code } = error as { readonly code: string }
        this.failures.set(code, (this.failures.get(code) ?? 0) + 1)
      }
    }
  }
}
