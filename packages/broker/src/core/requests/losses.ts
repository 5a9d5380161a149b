/** What becomes of tasks that their worker will not answer: they wait again, or have failed. */
import { backoff } from '@errand/timing'
import type { Counters } from '../counters.js'
import type { Leases } from '../leases/leases.js'
import type { Watches } from '../leases/watches.js'
import type { Settlement } from './settlement.js'
import type { LaneState, Task } from '../state/state.js'
import { attemptsOf } from '../state/task.js'

export interface LossesOptions {
  readonly leases: Leases
  readonly watches: Watches
  readonly settlement: Settlement
  readonly counters: Counters
}

/** The longest pause before a further attempt, however often it was doubled. */
const backoffMsMax = 30_000

export class Losses {
  readonly #options: LossesOptions

  constructor(options: LossesOptions) {
    this.#options = options
  }

  /**
   * All that was on the lane is lost with it.
   * @returns the targets for which tasks wait again
   */
  ofLane(lane: LaneState, reason: string, now: number): ReadonlySet<string> {
    const waiting = new Set<string>()
    this.#options.settlement.together(now, () => {
      // Newest first, so that putting each back in front of its queue restores the order.
      for (const task of lane.tasks.toArray().toReversed()) {
        const { lease, mark } = task
        const hasStarted = lane.port.hasStarted?.(lease, mark) ?? true
        const name = task.worker?.name ?? lane.id
        if (this.#end(task, now) && this.#waitsAgain(task, hasStarted, `${name} was lost: ${reason}`, now))
          waiting.add(task.target)
      }
    })
    return waiting
  }

  /**
   * One task was lost, and its worker goes on.
   * @returns whether it waits again
   */
  onTheWay(task: Task, wasReceived: boolean, now: number): boolean {
    const { counters } = this.#options
    // Should it only be late, it is not to be started.
    task.lane?.port.send({ kind: 'cancel', id: task.lease })
    counters.lostOnTheWay++
    const message = `the task, or its answer, was lost on the way between the broker and ${task.worker?.name}`
    return this.#end(task, now) && this.#waitsAgain(task, wasReceived, message, now)
  }

  /** @returns false where nobody waits for it any more */
  #end(task: Task, now: number): boolean {
    const { leases, watches, settlement } = this.#options
    leases.end(task, now)
    watches.clear(task)
    if (task.state === 'ended') {
      settlement.letGo(task, now)
      return false
    }
    settlement.orphan(task, now)
    return true
  }

  #waitsAgain(task: Task, hasStarted: boolean, message: string, now: number): boolean {
    const { watches, settlement, counters } = this.#options
    if (!hasStarted) {
      task.attempt--
      counters.returned++
      this.#retry(task, now)
      return true
    }
    const delayMs = delayBefore(task)
    if (task.attempt >= attemptsOf(task) || task.rules?.hasBegun || now + delayMs >= task.deadlineAt) {
      settlement.fail(task, 'worker-lost', message, now)
      return false
    }
    counters.retried++
    if (delayMs > 0) {
      task.state = 'delayed'
      watches.set(task, now + delayMs)
      return false
    }
    this.#retry(task, now)
    return true
  }

  /** What was never started may still wait too long. */
  #retry(task: Task, now: number): void {
    const { settlement, watches } = this.#options
    settlement.waitsAgain(task)
    watches.setExpiry(task, now)
  }
}

/** No chance in it: a core has none. What was lost together comes back in the order in which it was given out. */
function delayBefore({ rules, attempt }: Task): number {
  const { backoffMs = 0 } = rules ?? {}
  if (backoffMs === 0) return 0
  const rule = backoff({ initialMs: Math.min(backoffMs, backoffMsMax), maxMs: backoffMsMax, jitter: 'none' })
  return rule.delayMs(attempt, 0)
}
