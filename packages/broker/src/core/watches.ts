/**
 * What tasks wait for besides their deadlines: the time of the next attempt, the end of the time that a handler may run,
 * and that a worker lets go of what has ended. A worker is judged by these, so they are put off where the broker itself
 * was late: it has to read first what came meanwhile.
 */
import { deadlineHeap } from '@errand/timing'
import type { Task } from './task.js'

/** Later than this the broker was not just busy: it was paused, or its loop was blocked. */
const lagMsMax = 100

export class Watches {
  readonly #tasks = deadlineHeap<Task>()
  #judgesFrom = -Infinity

  /** In place of what the task waited for before. */
  set(task: Task, atMs: number): void {
    this.clear(task)
    task.watch = this.#tasks.add(atMs, task)
  }

  clear(task: Task): void {
    if (!task.watch) return
    this.#tasks.remove(task.watch)
    task.watch = undefined
  }

  next(): number | undefined {
    return this.#tasks.next()
  }

  /** @param dueMs when the broker wanted to be woken */
  woken(dueMs: number, now: number): void {
    const lagMs = now - dueMs
    if (lagMs > lagMsMax) this.#judgesFrom = Math.max(this.#judgesFrom, now + lagMs)
  }

  popDue(now: number): Task | undefined {
    for (let task = this.#tasks.popDue(now); task; task = this.#tasks.popDue(now)) {
      task.watch = undefined
      if (task.state === 'delayed' || now >= this.#judgesFrom) return task
      this.set(task, this.#judgesFrom)
    }
    return undefined
  }
}
