/**
 * How long handlers may follow each other in one turn of the event loop before sockets and timers have theirs. Those that
 * end in microtasks would go on for ever: the turn's end counts for all of them.
 */
const turnMsMax = 2

export class TurnBudget {
  /** Undefined between turns. */
  #endsAt: number | undefined

  /** When this turn has had enough of handlers. @param now what the clock says */
  endsAt(now: number): number {
    if (this.#endsAt === undefined) {
      this.#endsAt = now + turnMsMax
      setImmediate(() => {
        this.#endsAt = undefined
      })
    }
    return this.#endsAt
  }
}
