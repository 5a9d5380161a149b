/**
 * The newest outcomes of a client's requests that may be sent again. An outcome can be lost with the connection that it
 * was sent over: then the repeat of its request gets it from here, and the work is not done once more.
 */
import type { OutcomeRecord } from '@errand/protocol'

/** Several times what a socket holds on its way. */
const outcomesMax = 4096
const bytesMax = 4 * 1024 * 1024

export class KeptOutcomes {
  readonly #outcomes = new Map<number, OutcomeRecord>()
  #bytes = 0

  get size(): number {
    return this.#outcomes.size
  }

  get(id: number): OutcomeRecord | undefined {
    return this.#outcomes.get(id)
  }

  add(outcome: OutcomeRecord): void {
    this.#outcomes.set(outcome.id, outcome)
    this.#bytes += outcome.body.length
    for (const [id, { body }] of this.#outcomes) {
      if (this.#outcomes.size <= outcomesMax && this.#bytes <= bytesMax) return
      this.#outcomes.delete(id)
      this.#bytes -= body.length
    }
  }
}
