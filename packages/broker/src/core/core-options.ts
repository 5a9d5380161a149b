/** What a core is made with, and what those who check it are shown. */
import type { Clients } from './clients/clients.js'
import type { Counters } from './counters.js'
import type { TaskQueue } from './queue/task-queue.js'
import type { ClientPort } from './state/ports.js'
import type { Task } from './state/state.js'
import type { Roster } from './workers/roster.js'

export interface BrokerCoreOptions {
  readonly clients: ClientPort
  readonly queue: TaskQueue
  /** First lease number; a random one, so that results of an earlier broker's leases are strangers here. */
  readonly firstLease: number
  /**
   * Milliseconds that a worker may keep a task whose request has ended, or that has run too long.
   * @default 1000
   */
  readonly hangGraceMs?: number
  /**
   * Milliseconds in which a client whose connection was lost can come back to its requests with several attempts.
   * @default 5000
   */
  readonly resumeMs?: number
  /**
   * Milliseconds between the heartbeats of workers.
   * @default 1000
   */
  readonly heartbeatIntervalMs?: number
  /** Called whenever the last open task has ended. */
  readonly onIdle?: () => void
}

/** All there is in a core, for those who check that it agrees (`invariants.ts`). */
export interface CoreContents {
  readonly open: readonly Task[]
  readonly leased: readonly Task[]
  readonly queue: TaskQueue
  readonly clients: Clients
  readonly roster: Roster
  readonly counters: Readonly<Counters>
}
