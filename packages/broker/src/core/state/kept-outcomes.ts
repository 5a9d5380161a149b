/**
 * The newest outcomes of a client's requests that may be sent again. An outcome can be lost with the connection that it
 * was sent over: then the repeat of its request gets it from here, and the work is not done once more.
 */
import type { AcceptedRecord, OutcomeRecord } from '@errand/protocol'

/** Several times what a socket holds on its way. */
const outcomesMax = 4096
const bytesMax = 4 * 1024 * 1024

/** Of a request whose asker hears nothing else, that it was accepted is the outcome. */
type Kept = OutcomeRecord | AcceptedRecord

function bytesOf(kept: Kept): number {
  return kept.kind === 'accepted' ? 0 : kept.body.length
}

export class KeptOutcomes {
  readonly #outcomes = new Map<number, Kept>()
  #bytes = 0

  get size(): number {
    return this.#outcomes.size
  }

  get(id: number): Kept | undefined {
    return this.#outcomes.get(id)
  }

  add(outcome: Kept): void {
    this.#outcomes.set(outcome.id, outcome)
    this.#bytes += bytesOf(outcome)
    for (const [id, kept] of this.#outcomes) {
      if (this.#outcomes.size <= outcomesMax && this.#bytes <= bytesMax) return
      this.#outcomes.delete(id)
      this.#bytes -= bytesOf(kept)
    }
  }
}
