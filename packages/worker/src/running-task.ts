/** One task in the hands of a runner, from when it came until its handler has settled or was given up. */
import type { TaskRecord } from '@errand/protocol'
import type { DeadlineTicket } from '@errand/timing'
import type { RunningContext } from './task-context.js'

/**
 * ```
 * waiting → running → (its handler settles)
 *              ├→ late         ran out of time; its outcome is kept until the handler settles
 *              └→ answered     its outcome has left, or nobody wants it; the handler still has its slot
 *                    └→ abandoned   the slot was given up; what the handler does concerns nobody any more
 * ```
 */
export type TaskStage = 'waiting' | 'running' | 'late' | 'answered' | 'abandoned'

export class RunningTask {
  readonly task: TaskRecord
  readonly receivedAt: number
  stage: TaskStage = 'waiting'
  /** Nobody waits for it any more. */
  isCancelled = false
  /** From its start on. */
  context: RunningContext | undefined
  startedAt = 0
  /** Which start it is, where its worker logs them. */
  start: number | undefined
  /** Chunks that its reader takes, by all that came before it started. */
  granted: number
  /** When its time is over, or its slot is given up. */
  limit: DeadlineTicket | undefined

  constructor(task: TaskRecord, receivedAt: number) {
    this.task = task
    this.receivedAt = receivedAt
    this.granted = task.window ?? 0
  }

  get deadlineAt(): number {
    return this.receivedAt + this.task.deadlineMs
  }

  /** Whether nothing is gained any more by starting it. */
  hasExpired(now: number): boolean {
    return this.task.ttlMs !== undefined && this.receivedAt + this.task.ttlMs <= now
  }
}
