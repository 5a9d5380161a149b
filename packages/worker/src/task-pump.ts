/** Starts the tasks that wait, as their workers have places, and as long as a turn of the event loop may last. */
import type { Clock } from '@errand/timing'
import { type RunQueue, runQueue } from './core/run-queue.js'
import type { RunningTask } from './running-task.js'
import { TurnBudget } from './turn-budget.js'

export interface TaskPumpOptions {
  readonly clock: Clock
  readonly concurrency: number
  readonly lendSlots: boolean
  /** @param now what the clock says */
  readonly start: (running: RunningTask, now: number) => void
}

export class TaskPump {
  readonly #options: TaskPumpOptions
  readonly #queue: RunQueue<RunningTask>
  readonly #turn: TurnBudget
  #isPumping = false

  constructor(options: TaskPumpOptions) {
    this.#options = options
    this.#queue = runQueue(options.concurrency, ({ task }) => task.id)
    this.#turn = new TurnBudget()
  }

  /** Tasks whose handlers have their places. */
  get running(): number {
    return this.#queue.running
  }

  add(running: RunningTask): void {
    const { worker, nested } = running.task
    this.#queue.add(worker, running, this.#options.lendSlots && nested === 1)
    this.#pumpSoon()
  }

  /** One of the worker's handlers waits for what it asked for: others that were asked for may run meanwhile. */
  waits(worker: string, isWaiting: boolean): void {
    if (!isWaiting) return this.#queue.takesBack(worker)
    this.#queue.lends(worker)
    if (this.#queue.waiting > 0) this.#pumpSoon()
  }

  /** Its place is free. */
  ended(worker: string): void {
    this.#queue.ended(worker)
  }

  /** Starts what may start now. */
  goOn(): void {
    if (this.#isPumping || this.#queue.waiting === 0) return
    this.#isPumping = true
    this.#pump()
  }

  /** Takes all that wait. */
  clear(): readonly RunningTask[] {
    return this.#queue.clear()
  }

  #pumpSoon(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    // The other tasks of the same packet are added before the first one runs.
    queueMicrotask(() => this.#pump())
  }

  #pump(): void {
    const { clock, start } = this.#options
    let now = clock.now()
    const turnEndsAt = this.#turn.endsAt(now)
    for (let next = this.#queue.next(); next; next = this.#queue.next()) {
      start(next.item, now)
      now = clock.now()
      if (now < turnEndsAt) continue
      setImmediate(() => this.#pump())
      return
    }
    this.#isPumping = false
  }
}
