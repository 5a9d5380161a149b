/**
 * What tasks wait for besides their deadlines: the end of the time for which they may wait, the time of the next attempt,
 * the end of the time that a handler may run, and that a worker lets go of what has ended. By the last two a worker is
 * judged, so they are put off where the broker itself was late: it has to read first what came meanwhile.
 */
import { deadlineHeap } from '@errand/timing'
import type { Task } from '../state/state.js'

/** Later than this the broker was not just busy: it was paused, or its loop was blocked. */
const lagMsMax = 100

/**
 * A pause that ends soon after a time has come makes the broker no later than this tells. So what it comes to late, however
 * little, is looked at once more after a moment, in which it reads what had come.
 */
const onTimeMsMax = 2
const readMs = 20

export class Watches {
  readonly #tasks = deadlineHeap<Task>()
  /** Those that it came to late. */
  readonly #late = new Set<Task>()
  #judgesFrom = -Infinity

  /** In place of what the task waited for before. */
  set(task: Task, atMs: number): void {
    this.clear(task)
    task.watch = this.#tasks.add(atMs, task)
  }

  /** What has never been given out waits until it is no longer worth starting, where its request says when that is. */
  setExpiry(task: Task, now: number): void {
    const expiresAt = task.rules?.expiresAt
    if (task.attempt === 0 && expiresAt !== undefined) this.set(task, Math.max(expiresAt, now))
  }

  clear(task: Task): void {
    if (task.watch === undefined) return
    this.#late.delete(task)
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
    for (let dueMs = this.next(); dueMs !== undefined && dueMs <= now; dueMs = this.next()) {
      const task = this.#tasks.popDue(now) as Task
      task.watch = undefined
      const isOnTime = this.#late.delete(task) || now - dueMs <= onTimeMsMax
      if (task.lease === 0 || (isOnTime && now >= this.#judgesFrom)) return task
      this.set(task, Math.max(this.#judgesFrom, now + readMs))
      this.#late.add(task)
    }
    return undefined
  }
}
