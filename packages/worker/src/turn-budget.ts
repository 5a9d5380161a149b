/**
 * How long handlers may follow each other in one turn of the event loop before sockets and timers have theirs. Those that
 * end in microtasks would go on for ever: the turn's end counts for all of them.
 */
import type { Clock } from '@errand/timing'

const turnMsMax = 2

export class TurnBudget {
  readonly #clock: Clock
  /** Undefined between turns. */
  #endsAt: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** When this turn has had enough of handlers. */
  endsAt(): number {
    if (this.#endsAt === undefined) {
      this.#endsAt = this.#clock.now() + turnMsMax
      setImmediate(() => {
        this.#endsAt = undefined
      })
    }
    return this.#endsAt
  }
}
