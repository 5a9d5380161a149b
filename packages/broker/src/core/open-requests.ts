/** The requests that have not ended: by client and number, and by deadline. */
import { deadlineHeap } from '@errand/timing'
import type { Task } from './task.js'

export class OpenRequests {
  readonly #byClient = new Map<string, Map<number, Task>>()
  readonly #deadlines = deadlineHeap<Task>()
  #size = 0

  get size(): number {
    return this.#size
  }

  has(client: string, id: number): boolean {
    return this.#byClient.get(client)?.has(id) ?? false
  }

  find(client: string, id: number): Task | undefined {
    return this.#byClient.get(client)?.get(id)
  }

  add(task: Task): void {
    let tasks = this.#byClient.get(task.client)
    if (!tasks) this.#byClient.set(task.client, (tasks = new Map()))
    tasks.set(task.id, task)
    task.deadline = this.#deadlines.add(task.deadlineAt, task)
    this.#size++
  }

  remove(task: Task): void {
    const tasks = this.#byClient.get(task.client)
    if (!tasks?.delete(task.id)) return
    if (tasks.size === 0) this.#byClient.delete(task.client)
    if (task.deadline) this.#deadlines.remove(task.deadline)
    this.#size--
  }

  ofClient(client: string): readonly Task[] {
    return [...(this.#byClient.get(client)?.values() ?? [])]
  }

  all(): readonly Task[] {
    return [...this.#byClient.values()].flatMap((tasks) => [...tasks.values()])
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next()
  }

  /** The next one whose deadline is due; it stays open until it is removed. */
  popDue(now: number): Task | undefined {
    return this.#deadlines.popDue(now)
  }
}
