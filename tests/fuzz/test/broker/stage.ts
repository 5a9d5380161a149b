/**
 * The one thread that a broker on sockets in memory and all its peers share: what is to happen later happens when it is
 * told to, in order, so that the same input always does the same; and what is thrown is kept instead of lost.
 */
import { type Flushable, type FlushSchedule, memoryNetwork, type MemoryNetwork } from '@errand/sockets'

/** More rounds than any message here is passed on; what goes on longer goes on for ever. */
const roundsMax = 1000

/** Promises that follow each other: a lane that binds its socket again takes a few. */
const microtaskTurns = 8

export class Stage {
  readonly thrown: unknown[] = []
  #later: (() => void)[] = []

  readonly network: MemoryNetwork = memoryNetwork({ later: (deliver) => void this.#later.push(deliver) })

  readonly schedule: FlushSchedule = {
    add: (outbox: Flushable) => void this.#later.push(() => outbox.flush()),
    hasten: () => undefined,
  }

  /** Lets everything happen that follows from what was done. */
  async settle(): Promise<void> {
    for (let round = 0; round < roundsMax; round++) {
      for (let turn = 0; turn < microtaskTurns; turn++) await Promise.resolve()
      if (this.#later.length === 0) return
      const now = this.#later
      this.#later = []
      for (const work of now) this.#run(work)
    }
    throw new Error(`there is no end of messages after ${roundsMax} rounds`)
  }

  #run(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.thrown.push(error)
    }
  }
}
