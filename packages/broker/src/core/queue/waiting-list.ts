/**
 * The tasks of one flow that wait for one target, first in, first out. Those that were dropped are passed over instead of being
 * searched for, and swept out before they are most of what lies here.
 */
import type { Task } from '../state/state.js'

/** Below this, sweeping and moving cost more than the memory is worth. */
const idleEntriesMax = 32

export class WaitingList {
  #tasks: (Task | undefined)[] = []
  #head = 0
  #size = 0

  /** Tasks that wait. */
  get size(): number {
    return this.#size
  }

  /** Places that memory is held for, those of tasks that are gone included. */
  get entries(): number {
    return this.#tasks.length
  }

  push(task: Task): void {
    this.#tasks.push(task)
    this.#size++
  }

  pushFront(task: Task): void {
    if (this.#head > 0) this.#tasks[--this.#head] = task
    else this.#tasks.unshift(task)
    this.#size++
  }

  /** The oldest that waits. */
  first(): Task | undefined {
    while (this.#size > 0) {
      const task = this.#tasks[this.#head]
      if (task?.state === 'queued') return task
      this.#tasks[this.#head++] = undefined
    }
    return undefined
  }

  /** Takes the oldest that waits. */
  shift(): Task | undefined {
    const task = this.first()
    if (!task) return undefined
    this.#tasks[this.#head++] = undefined
    this.#size--
    this.#forgetTaken()
    return task
  }

  /** One that waits here does so no more. */
  drop(task: Task): void {
    this.#size--
    if (this.#tasks.length - this.#head <= 2 * this.#size + idleEntriesMax) return
    this.#tasks = this.#tasks.filter((waiting) => waiting?.state === 'queued' && waiting !== task)
    this.#head = 0
  }

  #forgetTaken(): void {
    if (this.#head <= idleEntriesMax || this.#head * 2 <= this.#tasks.length) return
    this.#tasks = this.#tasks.slice(this.#head)
    this.#head = 0
  }
}
