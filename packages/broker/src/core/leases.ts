/** The tasks that workers hold. A lease has a number, which the worker's outcome must bear, and takes a slot of its lane. */
import type { LaneState, WorkerState } from './roster.js'
import type { Task } from './task.js'

export class Leases {
  readonly #tasks = new Map<number, Task>()
  #next: number

  /** @param first a random number, so that outcomes of an earlier broker's leases are strangers here */
  constructor(first: number) {
    this.#next = first
  }

  get size(): number {
    return this.#tasks.size
  }

  grant(task: Task, worker: WorkerState, lane: LaneState): void {
    task.lease = this.#next++
    task.attempt++
    task.worker = worker
    task.lane = lane
    lane.inFlight++
    worker.inFlight++
    worker.boundLane = lane
    this.#tasks.set(task.lease, task)
  }

  /** The task of a lease, if it is live and was given out on this lane. */
  find(lease: number, lane: LaneState): Task | undefined {
    const task = this.#tasks.get(lease)
    return task?.lane === lane ? task : undefined
  }

  end(task: Task): void {
    this.#tasks.delete(task.lease)
    if (task.lane) task.lane.inFlight--
    if (task.worker) task.worker.inFlight--
    task.lease = 0
    task.lane = undefined
  }

  all(): readonly Task[] {
    return [...this.#tasks.values()]
  }

  /** Newest first, so that putting each back in front of a queue restores the order. */
  onLane(lane: LaneState): readonly Task[] {
    return [...this.#tasks.values()].filter((task) => task.lane === lane).toReversed()
  }
}
