/**
 * All that the core remembers, in one place because each part knows its neighbours: a task its client, lane and worker; a
 * worker its targets and lanes. Which fields hold when, and what must agree with what, is checked by `invariants.ts`.
 */
import type { FailureCode, Numbered, Payload } from '@errand/protocol'
import type { DeadlineTicket } from '@errand/timing'
import type { Backlog } from './backlog.js'
import type { Fifo } from './fifo.js'
import type { KeptOutcomes } from './kept-outcomes.js'
import type { Pace } from './pace.js'
import type { LanePort } from './ports.js'

/**
 * `keyed` tasks wait for one before them that bears the same key, `delayed` ones for the time of their next attempt. `ended`
 * tasks that a worker still holds keep their lease until the worker answers.
 */
type TaskState = 'keyed' | 'queued' | 'delayed' | 'leased' | 'ended'

/** What a request asks for beyond the usual. */
export interface RequestRules {
  /** How often it may be started; 1 for whoever has no rules. */
  readonly attempts: number
  /** `''` for none. */
  readonly metadata: string
  /** 0 for none. */
  readonly runTimeoutMs: number
  readonly backoffMs: number
  /** When it is no longer worth starting. */
  readonly expiresAt: number | undefined
  readonly priority: 'high' | 'normal' | 'low'
  /** Chunks that its asker takes before it grants more; 0 where its answer is no stream. */
  readonly window: number
  readonly wantsProgress: boolean
  /** Its asker was told that it was accepted, and hears no more. */
  readonly isQuiet: boolean
  /** The service that it is for, where its target is one of the workers that serve it. */
  readonly service: string | undefined
  readonly sticky: string | undefined
  readonly key: string | undefined
  /** Chunks that may still come. */
  granted: number
  /** A chunk of its answer has gone to its asker: it cannot be begun anew. */
  hasBegun: boolean
}

export interface Task extends Payload {
  /** With `id` the request's key. */
  readonly client: ClientState
  readonly id: number
  /** Worker or service; where the worker of a service is gone, another takes its place. */
  target: string
  /** Whole milliseconds: V8 holds a fraction in a place of its own. */
  readonly deadlineAt: number
  /** `''` for none. */
  readonly method: string
  /** Undefined for the many that ask for nothing special. */
  rules: RequestRules | undefined
  codec: string
  body: string | Uint8Array
  /** Starts so far. */
  attempt: number
  state: TaskState
  deadline: DeadlineTicket | undefined
  /** What else it waits for, which depends on its state: its next attempt, the end of its run, its worker's answer. */
  watch: DeadlineTicket | undefined
  /** Number of the live lease; 0 for none. */
  lease: number
  lane: LaneState | undefined
  worker: WorkerState | undefined
  /** Whole milliseconds. */
  leasedAt: number
  /**
   * Whether it is among the tasks that its worker runs, and not only holds. `beside`: it was given out beyond the slots of its
   * lane, to run in the slot of a handler that waits for what it asked for.
   */
  runs: 'no' | 'yes' | 'beside'
  /** Where the log of its thread's starts stood when it was given out. */
  mark: number
  /** Heartbeats in a row that it should have been in, and was not. */
  missed: number
  /** A handler asked for it. */
  readonly isNested: boolean
  /** The task whose handler asked for it, as long as both live. */
  parent: Task | undefined
  /** With which failure it ended. */
  endedBy: FailureCode | undefined
  /** What its handler asked for and is not answered yet. */
  children: Set<Task> | undefined
}

/** All sockets of one peer share fairly as one, and are limited as one. */
export interface Flow {
  readonly name: string
  /** Requests of it that wait. */
  queued: number
  queuedBytes: number
  /** Clients that it has. */
  clients: number
}

export interface ClientState {
  /** Routing id of its socket, or a key of the JSON profile. */
  readonly id: string
  readonly flow: Flow
  /** By their numbers. */
  readonly open: Numbered<Task>
  /** Made with the first outcome that is kept. */
  kept: KeptOutcomes | undefined
  /** When it is forgotten, since its connection was lost; undefined while it is there. */
  awayUntil: number | undefined
}

export interface TargetState {
  readonly name: string
  readonly members: WorkerState[]
  readonly pace: Pace
  /** Where the search for a member begins, so that equals take turns. */
  cursor: number
}

/** Why requests for a worker are turned away for a while. */
export interface Bar {
  readonly code: 'worker-crash-loop'
  readonly message: string
}

export interface WorkerState {
  readonly name: string
  readonly group: string
  /** Its name, and the services that it answers for. */
  targets: readonly TargetState[]
  concurrency: number
  /** What it says of the contracts that it serves, by the names of their services: a hash of each. */
  contracts: { readonly [service: string]: string }
  /** Lets what handlers ask for run in the slots of those that wait. */
  lends: boolean
  /** Milliseconds that its handlers may run, by its own options; 0 for no limit. */
  runTimeoutMs: number
  readonly lanes: LaneState[]
  inFlight: number
  /** Tasks that run: the first of those that it has, as many as its concurrency allows, and those in lent slots. */
  running: number
  /** Those of them that wait for what they asked for. */
  asking: number
  /** Those behind them. */
  readonly held: Fifo<Task>
  /** With concurrency 1, tasks follow each other on the lane where the earlier ones are: so their order holds. */
  boundLane: LaneState | undefined
  /** Tasks that it has ended. */
  done: number
  /** Somebody starts it again when it ends: what is for it waits meanwhile. */
  isExpected: boolean
  bar: Bar | undefined
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
  /** Tasks on it that take none of them: they were given out to run in the slots of others. */
  lent: number
  /** What was given out by it, oldest first. */
  readonly tasks: Numbered<Task>
  /** Targets with waiting tasks that this lane could take, in the order in which they came to wait. */
  readonly backlog: Backlog<TargetState>
  health: Health | undefined
  /** It gets nothing more; called when it has nothing any more. */
  onDrained: (() => void) | undefined
}
