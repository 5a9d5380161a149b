/**
 * All that waits for one target. What handlers asked for goes first, since somebody holds a slot for it; then by priority.
 * In none of this is anybody last for ever: now and then it is the other's turn.
 */
import type { RequestRules, Task } from '../state/state.js'
import { bytesOf } from '../state/task.js'
import { FairLine } from './fair-line.js'

type Priority = RequestRules['priority']
type Rank = 'nested' | Priority

/** Highest first. */
const priorities: readonly Priority[] = ['high', 'normal', 'low']
/** After so many in a row, one from behind has its turn. */
const turnsInARow = 8

function rankOf({ isNested, rules }: Task): Rank {
  return isNested ? 'nested' : priorityOf(rules)
}

function priorityOf(rules: Task['rules']): Priority {
  return rules?.priority ?? 'normal'
}

export class TargetLine {
  readonly #lines: { [rank in Rank]?: FairLine } = {}
  #size = 0
  #apart = 0
  #bytes = 0
  /** Taken since it was the turn of those that nobody holds a slot for. */
  #nestedInARow = 0
  /** Of each priority: taken while a lower one waited, since it was the turn of such a one. */
  readonly #inARow = { high: 0, normal: 0, low: 0 }

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
    this.#bytes += sign * bytesOf(task)
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
    if (!task.isNested) this.#countTurn(priorityOf(task.rules))
    this.#count(task, -1)
    if (this.#size === 0) this.#nestedInARow = 0
  }

  /** One that waits here does so no more. */
  drop(task: Task): void {
    this.#lineOf(task).drop(task)
    this.#count(task, -1)
  }

  #firstOfOthers(): Task | undefined {
    for (const priority of priorities) {
      const first = this.#lines[priority]?.first()
      if (first && (this.#inARow[priority] < turnsInARow || !this.#hasBehind(priority))) return first
    }
    return undefined
  }

  /** Whether something of a lower priority waits. */
  #hasBehind(priority: Priority): boolean {
    for (let at = priorities.length - 1; priorities[at] !== priority; at--)
      if ((this.#lines[priorities[at] as Priority]?.size ?? 0) > 0) return true
    return false
  }

  #countTurn(priority: Priority): void {
    this.#inARow[priority] = this.#hasBehind(priority) ? this.#inARow[priority] + 1 : 0
    for (const higher of priorities) {
      if (higher === priority) return
      this.#inARow[higher] = 0
    }
  }

  #lineOf(task: Task): FairLine {
    return (this.#lines[rankOf(task)] ??= new FairLine())
  }

  #count(task: Task, sign: 1 | -1): void {
    this.#size += sign
    this.#bytes += sign * bytesOf(task)
  }
}
