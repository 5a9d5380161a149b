/**
 * Requests for one target that bear the same key are run one after the other: the first has its turn until it has ended and
 * its worker has let go of it, the others wait here, apart from all that could be given out. A key is known only as long as
 * somebody has its turn.
 */
import { Fifo } from '../state/fifo.js'
import type { Task } from '../state/state.js'

interface Turn {
  holder: Task
  readonly others: Fifo<Task>
}

export class KeyTurns {
  readonly #turns = new Map<string, Turn>()

  get size(): number {
    return this.#turns.size
  }

  /** @returns whether it is its turn; otherwise it waits here */
  enter(task: Task): boolean {
    const id = turnOf(task)
    if (id === undefined) return true
    const turn = this.#turns.get(id)
    if (!turn) this.#turns.set(id, { holder: task, others: new Fifo() })
    else if (turn.holder !== task) turn.others.push(task)
    return !turn || turn.holder === task
  }

  /** Who has the turn that the task waits for. */
  holderBefore(task: Task): Task | undefined {
    const id = turnOf(task)
    return id === undefined ? undefined : this.#turns.get(id)?.holder
  }

  /** Who waits for the turn that the task has, next first. */
  *behind(task: Task): Generator<Task, undefined> {
    const id = turnOf(task)
    const turn = id === undefined ? undefined : this.#turns.get(id)
    if (turn?.holder === task) for (const other of turn.others) if (other.state === 'keyed') yield other
    return undefined
  }

  /** Its turn is over, if it had it. @returns whose turn it is now */
  leave(task: Task): Task | undefined {
    const id = turnOf(task)
    const turn = id === undefined ? undefined : this.#turns.get(id)
    if (id === undefined || turn?.holder !== task) return undefined
    // Those that ended while they waited are passed over.
    for (let next = turn.others.shift(); next; next = turn.others.shift()) {
      if (next.state !== 'keyed') continue
      turn.holder = next
      return next
    }
    this.#turns.delete(id)
    return undefined
  }
}

/** Targets and keys are names, which have no space in them. */
function turnOf({ target, rules }: Task): string | undefined {
  return rules?.key === undefined ? undefined : `${target} ${rules.key}`
}
