/** A way by which tasks reach workers, with the credit that its other end has granted. */
import type { CancelRecord, TaskRecord } from '@errand/protocol'
import { Backlog } from './backlog.js'
import type { Heartbeat } from './digest.js'
import type { Task } from './task.js'

/** A task that its worker does not let go of. */
export interface OverdueTask {
  readonly lease: number
  readonly worker: string
  readonly target: string
  /** Why its request ended. */
  readonly reason: string
}

/** Where the records of a lane go; what is behind it the core does not know. */
export interface LanePort {
  send(record: TaskRecord | CancelRecord): void
  /** Where the log of starts stands; asked before a task is sent. */
  mark?(): number
  /** Whether a task may have started, asked when the lane is lost. Left out: it may. */
  hasStarted?(lease: number, mark: number): boolean
  /**
   * Whether a task may be running now. A worker can be further than its answers, which leave together: then a handler that
   * hangs is not that of the oldest task. Left out: it is.
   */
  mayRun?(lease: number, mark: number, concurrency: number): boolean
  /** Its worker has told of itself. */
  heartbeat?(heartbeat: Heartbeat): void
  /** A task was kept for longer than `hangGraceMs` after its request had ended, though it ran: the worker may hang. */
  overdue?(task: OverdueTask): void
}

/** What the lane's other end told of itself in its last heartbeat. */
interface Health {
  readonly lagMs: number
  readonly memoryBytes: number
  readonly heardAt: number
}

export interface LaneState {
  readonly id: string
  /** Lanes of one group lead to the same workers, as the loops of a pool do. */
  readonly group: string
  readonly port: LanePort
  slots: number
  /** What was given out by it, oldest first. */
  readonly tasks: Set<Task>
  /** Targets with waiting tasks that this lane could take, in the order in which they came to wait. */
  readonly backlog: Backlog
  health: Health | undefined
  /** It gets nothing more; called when it has nothing any more. */
  onDrained: (() => void) | undefined
}

export function newLane(id: string, group: string, port: LanePort): LaneState {
  return {
    id,
    group,
    port,
    slots: 0,
    tasks: new Set(),
    backlog: new Backlog(),
    health: undefined,
    onDrained: undefined,
  }
}

export function hasCredit(lane: LaneState): boolean {
  return lane.tasks.size < lane.slots && lane.onDrained === undefined
}
