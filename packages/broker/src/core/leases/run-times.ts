/**
 * How long handlers may run, and may go on when nobody waits for them any more. A worker keeps the time itself, and says so
 * a grace before it is judged here: one that does not hangs.
 *
 * A task is given out before it is started, and much earlier where others keep its thread busy. Where a log tells of starts,
 * the time counts from the first look that finds it started; without one, from when its turn came.
 */
import type { LaneState, Task } from '../state/state.js'
import { isRunning } from '../state/task.js'
import { runLimitOf } from './run-limits.js'
import type { Watches } from './watches.js'

const lookMsMin = 10
/** After this share of the grace, the first look at a task whose turn has come. */
const firstLookShare = 0.1

export class RunTimes {
  readonly #watches: Watches
  readonly #graceMs: number
  /** Tasks that were seen to have started, with the lease that each had then. */
  readonly #started = new WeakMap<Task, number>()

  constructor(watches: Watches, graceMs: number) {
    this.#watches = watches
    this.#graceMs = graceMs
  }

  /** It was given out behind others. By its answers, a worker may be behind what it runs: where a log tells that, it is looked at. */
  held(task: Task, { port }: LaneState, now: number): void {
    const limit = port.mayRun ? runLimitOf(task) : undefined
    if (limit !== undefined) this.#watches.set(task, now + limit)
  }

  /** By all that the broker knows, its handler is called about now. */
  turnCame(task: Task, now: number): void {
    // Its worker may have begun with it before it heard that the request had ended.
    const limit = task.state === 'ended' ? 0 : runLimitOf(task)
    if (limit !== undefined) this.#watch(task, limit, now)
  }

  /** Its request has ended, and its handler is to end. */
  isToEnd(task: Task, now: number): void {
    if (isRunning(task) || task.lane?.port.mayRun) this.#watch(task, 0, now)
  }

  /** The time has come for which it was watched. @returns whether it has run for too long; otherwise it is looked at again */
  isOver(task: Task, now: number): boolean {
    if (!this.#tellsStarts(task)) return true
    // Its turn may still come, or its answer.
    if (!task.lane?.port.mayRun?.(task.lease, task.mark)) {
      this.#watches.set(task, now + Math.max(this.#graceMs, lookMsMin))
      return false
    }
    if (this.#hasStarted(task)) return true
    this.#started.set(task, task.lease)
    this.turnCame(task, now)
    return false
  }

  #watch(task: Task, limitMs: number, now: number): void {
    const isFirst = this.#tellsStarts(task) && !this.#hasStarted(task)
    const ms = isFirst ? Math.max(this.#graceMs * firstLookShare, lookMsMin) : limitMs + this.#graceMs
    this.#watches.set(task, now + ms)
  }

  #tellsStarts({ lane }: Task): boolean {
    return lane?.port.mayRun !== undefined
  }

  #hasStarted(task: Task): boolean {
    return this.#started.get(task) === task.lease
  }
}
