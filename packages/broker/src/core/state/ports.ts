/** What the core says to the world, and what lanes tell it: it knows nothing else of either. */
import type { AnswerRecord, CancelRecord, PullRecord, TaskRecord } from '@errand/protocol'

/** Where answers go. */
export interface ClientPort {
  /** @param worker name of the worker whose answer it is, where one had the task */
  send(client: string, answer: AnswerRecord, worker: string | undefined): void
}

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
  send(record: TaskRecord | CancelRecord | PullRecord): void
  /** Where the log of starts stands; asked before a task is sent. */
  mark?(): number
  /** Whether a task may have started, asked when the lane is lost. Left out: it may. */
  hasStarted?(lease: number, mark: number): boolean
  /**
   * Whether a task may be running now. A worker can be further than its answers, which leave together: then a handler that
   * hangs is not that of the oldest task. Left out: it is.
   */
  mayRun?(lease: number, mark: number): boolean
  /** Its worker has told of itself. */
  heartbeat?(heartbeat: Heartbeat): void
  /** A task was kept for longer than `hangGraceMs` after its request had ended, though it ran: the worker may hang. */
  overdue?(task: OverdueTask): void
}

/** What a lane's other end tells of itself. */
export interface Heartbeat {
  readonly lagMs: number
  readonly memoryBytes: number
  /** The newest lease that the worker was given. */
  readonly lastTask: number
  /** Leases that it holds. */
  readonly held: ReadonlySet<number>
}
