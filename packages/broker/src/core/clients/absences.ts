/**
 * Clients whose connection was lost. What may be done twice goes on for a while, since its client may come back and ask
 * for it again by the same key.
 */
import { type DeadlineTicket, deadlineHeap } from '@errand/timing'
import type { ClientState, Task } from '../state/state.js'
import { attemptsOf } from '../state/task.js'

/** Whether nobody has any use for it without its client, or without what was on its way to it. */
export function isLostWithItsClient(task: Task): boolean {
  const { isNested, rules } = task
  if (rules?.isQuiet) return false
  return attemptsOf(task) <= 1 || isNested || (rules?.window ?? 0) > 0
}

export class Absences {
  readonly #heap = deadlineHeap<ClientState>()
  readonly #tickets = new Map<ClientState, DeadlineTicket>()

  left(client: ClientState, untilMs: number): void {
    this.returned(client)
    client.awayUntil = untilMs
    this.#tickets.set(client, this.#heap.add(untilMs, client))
  }

  returned(client: ClientState): void {
    client.awayUntil = undefined
    const ticket = this.#tickets.get(client)
    if (ticket === undefined) return
    this.#tickets.delete(client)
    this.#heap.remove(ticket)
  }

  next(): number | undefined {
    return this.#heap.next()
  }

  /** The next one that has stayed away too long. */
  popDue(now: number): ClientState | undefined {
    const client = this.#heap.popDue(now)
    if (client) this.#tickets.delete(client)
    return client
  }
}
