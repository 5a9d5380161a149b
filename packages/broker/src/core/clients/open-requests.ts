/** The requests that have not ended: how many, and which deadline is next. What is open of one client, the client has. */
import { deadlineHeap } from '@errand/timing'
import type { Clients } from './clients.js'
import type { Task } from '../state/state.js'

export class OpenRequests {
  readonly #clients: Clients
  readonly #deadlines = deadlineHeap<Task>()
  #size = 0

  constructor(clients: Clients) {
    this.#clients = clients
  }

  get size(): number {
    return this.#size
  }

  find(client: string, id: number): Task | undefined {
    return this.#clients.get(client)?.open.get(id)
  }

  add(task: Task): void {
    task.client.open.add(task.id, task)
    task.deadline = this.#deadlines.add(task.deadlineAt, task)
    this.#size++
  }

  remove(task: Task): void {
    if (!task.client.open.delete(task.id)) return
    if (task.deadline !== undefined) this.#deadlines.remove(task.deadline)
    this.#size--
  }

  all(): readonly Task[] {
    return [...this.#clients.all()].flatMap(({ open }) => open.toArray())
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next()
  }

  /** The next one whose deadline is due; it stays open until it is removed. */
  popDue(now: number): Task | undefined {
    return this.#deadlines.popDue(now)
  }
}
