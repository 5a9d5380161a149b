/**
 * The tasks that workers hold. A lease has a number, which the worker's outcome must bear, and takes a slot of its lane.
 * A worker starts what it is given in order, so the first of what it has is what it runs. (Of what handlers asked for, some
 * may run in the slots of handlers that wait, see `lending.ts`.)
 */
import { Numbered } from '@errand/protocol'
import { hasSlotToLend, mayBorrow } from '../state/lending.js'
import { countRunning } from '../state/nesting.js'
import type { LaneState, Task, WorkerState } from '../state/state.js'
import { isRunning } from '../state/task.js'

/** By all that the broker knows, the handler of the task is called about now. */
export type StartsToRun = (task: Task, now: number) => void

export class Leases {
  readonly #tasks = new Numbered<Task>()
  readonly #startsToRun: StartsToRun
  #next: number

  /** @param first a random number, so that outcomes of an earlier broker's leases are strangers here */
  constructor(first: number, startsToRun: StartsToRun) {
    this.#next = first
    this.#startsToRun = startsToRun
  }

  get size(): number {
    return this.#tasks.size
  }

  grant(task: Task, worker: WorkerState, lane: LaneState, now: number): void {
    task.lease = this.#next++
    task.attempt++
    task.worker = worker
    task.lane = lane
    task.leasedAt = Math.ceil(now)
    task.missed = 0
    task.mark = lane.port.mark?.() ?? 0
    lane.tasks.add(task.lease, task)
    worker.inFlight++
    worker.boundLane = lane
    this.#tasks.add(task.lease, task)
    if (worker.running < worker.concurrency) this.#run(task, 'yes', now)
    else if (mayBorrow(task, worker) && hasSlotToLend(worker)) this.#runBeside(task, lane, now)
    else worker.held.push(task)
  }

  /**
   * Its handler asks, so it was called: the worker is further than its answers, or lends a slot of which nothing is known
   * here yet.
   */
  asks(task: Task, now: number): void {
    if (!isRunning(task)) this.#run(task, 'yes', now)
  }

  /** Lets those run that it holds and that may borrow a slot, as far as there are some to lend. */
  lend(worker: WorkerState, now: number): void {
    for (const task of worker.held) {
      if (!hasSlotToLend(worker)) return
      if (this.#isHeld(task, worker) && mayBorrow(task, worker)) this.#run(task, 'yes', now)
    }
  }

  /** The task of a lease, if it is live and was given out on this lane. */
  find(lease: number, lane: LaneState): Task | undefined {
    const task = this.#tasks.get(lease)
    return task?.lane === lane ? task : undefined
  }

  /** The task of a lease, whoever holds it. */
  get(lease: number): Task | undefined {
    return this.#tasks.get(lease)
  }

  end(task: Task, now: number): void {
    const { lane, worker } = task
    this.#tasks.delete(task.lease)
    lane?.tasks.delete(task.lease)
    task.lease = 0
    task.lane = undefined
    if (task.runs === 'beside' && lane) lane.lent--
    if (!worker) return
    worker.inFlight--
    if (worker.inFlight === 0) worker.held.clear()
    if (!isRunning(task)) return
    countRunning(task, -1)
    task.runs = 'no'
    this.#runNext(worker, now)
  }

  all(): readonly Task[] {
    return this.#tasks.toArray()
  }

  #run(task: Task, how: 'yes' | 'beside', now: number): void {
    task.runs = how
    countRunning(task, 1)
    this.#startsToRun(task, now)
  }

  /** It takes no slot of its lane: there may be none, and who waits for it has one. */
  #runBeside(task: Task, lane: LaneState, now: number): void {
    lane.lent++
    this.#run(task, 'beside', now)
  }

  /** Those that were answered, or lost, before their turn came are passed over. */
  #runNext(worker: WorkerState, now: number): void {
    while (worker.running < worker.concurrency) {
      const task = worker.held.shift()
      if (!task) return
      if (this.#isHeld(task, worker)) this.#run(task, 'yes', now)
    }
  }

  /** What was answered, or lost, before its turn came is not taken out of the line at once. */
  #isHeld(task: Task, worker: WorkerState): boolean {
    return task.worker === worker && task.lease !== 0 && !isRunning(task)
  }
}
