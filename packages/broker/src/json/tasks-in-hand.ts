/**
 * The tasks that a worker of the JSON profile has. Such a worker may leave a task without an answer, as the seed's do
 * when something goes wrong; the place of the task would be lost for good. So a task that nobody waits for any more is
 * given up as soon as the worker is seen to be past it.
 */
export interface TasksInHand {
  given(lease: number): void
  /**
   * Nobody waits for the answer any more. The profile has no cancellation: the worker does the task nevertheless.
   * @param isTaken whether the worker takes what it is sent
   */
  abandoned(lease: number, isTaken: boolean): void
  /** Tasks are done in turn, so what was given earlier will not be answered any more. */
  answered(lease: number): void
  /** The worker has gone with all it had. */
  clear(): void
}

class Hand implements TasksInHand {
  readonly #most: number
  readonly #giveUp: (lease: number) => void
  /** Leases, oldest first; true where nobody waits any more. */
  readonly #tasks = new Map<number, boolean>()
  #abandoned = 0

  constructor(most: number, giveUp: (lease: number) => void) {
    this.#most = most
    this.#giveUp = giveUp
  }

  given(lease: number): void {
    this.#tasks.set(lease, false)
  }

  abandoned(lease: number, isTaken: boolean): void {
    if (this.#tasks.get(lease) !== false) return
    this.#tasks.set(lease, true)
    this.#abandoned++
    // It may have left them all. One task more, each time, tells whether it answers again.
    if (this.#abandoned === this.#most && isTaken) this.#end(this.#tasks.keys().next().value as number)
  }

  answered(lease: number): void {
    this.#remove(lease)
    for (const [earlier, isAbandoned] of this.#tasks) {
      if (earlier > lease) return
      if (isAbandoned) this.#end(earlier)
    }
  }

  clear(): void {
    this.#tasks.clear()
    this.#abandoned = 0
  }

  #end(lease: number): void {
    this.#remove(lease)
    this.#giveUp(lease)
  }

  #remove(lease: number): void {
    if (this.#tasks.get(lease) === true) this.#abandoned--
    this.#tasks.delete(lease)
  }
}

/**
 * @param most tasks that the worker is given at a time
 * @param giveUp its place is free; it must not call back at once
 */
export function tasksInHand(most: number, giveUp: (lease: number) => void): TasksInHand {
  return new Hand(most, giveUp)
}
