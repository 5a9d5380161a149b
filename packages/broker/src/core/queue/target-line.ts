/**
 * All that waits for one target. What handlers asked for goes first, since somebody holds a slot for it; then by priority.
 * In none of this is anybody last for ever: now and then it is the other's turn.
 */
import type { Task } from '../state/state.js'
import { FairLine } from './fair-line.js'

type Rank = 'nested' | 'high' | 'normal' | 'low'

/** Highest first. */
const priorities = ['high', 'normal', 'low'] as const
/** Of so many in a row, one is from behind. */
const turnsInARow = 8

function rankOf({ isNested, rules }: Task): Rank {
  return isNested ? 'nested' : (rules?.priority ?? 'normal')
}

export class TargetLine {
  readonly #lines: { [rank in Rank]?: FairLine } = {}
  #size = 0
  #apart = 0
  #bytes = 0
  /** Taken since it was the turn of those that nobody holds a slot for, and of those with the lowest priority. */
  #nestedInARow = 0
  #upperInARow = 0

  /** Tasks that could be given out. */
  get size(): number {
    return this.#size
  }

  /** With those that wait for their turn apart. */
  get all(): number {
    return this.#size + this.#apart
  }

  /** Of all of them. */
  get bytes(): number {
    return this.#bytes
  }

  push(task: Task): void {
    this.#lineOf(task).push(task)
    this.#count(task, 1)
  }

  /** It is for the same target, and waits elsewhere. */
  countApart(task: Task, sign: 1 | -1): void {
    this.#apart += sign
    this.#bytes += sign * task.bytes
  }

  /** It was given out before, and waits again, ahead of the others of its client. */
  pushFront(task: Task): void {
    this.#lineOf(task).pushFront(task)
    this.#count(task, 1)
  }

  /** The one whose turn it is. */
  first(): Task | undefined {
    const nested = this.#lines.nested?.first()
    if (nested && this.#nestedInARow < turnsInARow) return nested
    return this.#firstOfOthers() ?? nested
  }

  /** The one to look at where nobody has a place for that one: what may use a lent slot, or what need not wait for one. */
  beside(task: Task): Task | undefined {
    return task.isNested ? this.#firstOfOthers() : this.#lines.nested?.first()
  }

  /** Takes one of those two. */
  take(task: Task): void {
    const line = this.#lineOf(task)
    if (line.shift() !== task) throw new Error('only the first of a line can be taken')
    this.#nestedInARow = task.isNested ? this.#nestedInARow + 1 : 0
    if (!task.isNested) this.#upperInARow = line === this.#lowest() ? 0 : this.#upperInARow + 1
    this.#count(task, -1)
    if (this.#size === 0) this.#nestedInARow = this.#upperInARow = 0
  }

  /** One that waits here does so no more. */
  drop(task: Task): void {
    this.#lineOf(task).drop(task)
    this.#count(task, -1)
  }

  #firstOfOthers(): Task | undefined {
    const lowest = this.#upperInARow < turnsInARow ? undefined : this.#lowest()
    if (lowest) return lowest.first()
    for (const priority of priorities) {
      const first = this.#lines[priority]?.first()
      if (first) return first
    }
    return undefined
  }

  /** Of those that have something, and are not nested. */
  #lowest(): FairLine | undefined {
    const priority = priorities.findLast((each) => (this.#lines[each]?.size ?? 0) > 0)
    return priority && this.#lines[priority]
  }

  #lineOf(task: Task): FairLine {
    return (this.#lines[rankOf(task)] ??= new FairLine())
  }

  #count(task: Task, sign: 1 | -1): void {
    this.#size += sign
    this.#bytes += sign * task.bytes
  }
}
