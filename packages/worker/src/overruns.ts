/**
 * Handlers that take longer than they may: past their run time-out, and past what a handler is given to end after its
 * task was taken back. One timer for all of a runner, and nothing for a task without such limits.
 */
import { type Alarm, alarm, type Clock, deadlineHeap } from '@errand/timing'
import type { RunningTask } from './running-task.js'

/**
 * What becomes of the slot of a handler that does not settle. `give-up`: another task has it, for the thread's loop is
 * alive and serves others too. `keep`: nothing runs beside it, and the broker ends the whole thread or process.
 */
export type SlotPolicy = 'give-up' | 'keep'

export interface OverrunsOptions {
  readonly clock: Clock
  readonly slotPolicy: SlotPolicy
  /** Infinity for none. */
  readonly runTimeoutMs: number
  readonly abandonAfterMs: number
  /** A handler ran as long as it may. */
  readonly timedOut: (running: RunningTask) => void
  /** A handler was told to end, and has not. */
  readonly unheeded: (running: RunningTask) => void
}

export class Overruns {
  readonly #options: OverrunsOptions
  readonly #limits = deadlineHeap<RunningTask>()
  readonly #alarm: Alarm

  constructor(options: OverrunsOptions) {
    this.#options = options
    this.#alarm = alarm(options.clock, (now) => this.#expire(now), { keepsProcessAlive: false })
  }

  started(running: RunningTask): void {
    const { runTimeoutMs } = this.#options
    const limitMs = Math.min(runTimeoutMs, running.task.runTimeoutMs ?? Infinity)
    if (limitMs < Infinity) this.#limit(running, running.startedAt + limitMs)
  }

  /** Its handler was told to end. */
  aborted(running: RunningTask): void {
    const { clock, slotPolicy, abandonAfterMs } = this.#options
    if (slotPolicy === 'give-up') this.#limit(running, clock.now() + abandonAfterMs)
  }

  settled(running: RunningTask): void {
    if (running.limit !== undefined) this.#limits.remove(running.limit)
    running.limit = undefined
  }

  #limit(running: RunningTask, atMs: number): void {
    this.settled(running)
    running.limit = this.#limits.add(atMs, running)
    this.#alarm.set(this.#limits.next())
  }

  #expire(now: number): void {
    const { timedOut, unheeded } = this.#options
    for (let due = this.#limits.popDue(now); due; due = this.#limits.popDue(now)) {
      due.limit = undefined
      if (due.stage === 'running' && !due.isCancelled) timedOut(due)
      else unheeded(due)
    }
    this.#alarm.set(this.#limits.next())
  }
}
