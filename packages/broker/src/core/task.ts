/** A request inside the broker, from its acceptance to its end. */
import type { FailureCode, Payload, RequestRecord } from '@errand/protocol'
import type { DeadlineEntry } from '@errand/timing'
import type { ClientState } from './clients.js'
import type { LaneState } from './lane.js'
import type { WorkerState } from './roster.js'

/**
 * `delayed` tasks wait for the time of their next attempt. `ended` tasks that a worker still holds keep their lease until
 * the worker answers.
 */
type TaskState = 'queued' | 'delayed' | 'leased' | 'ended'

export interface Task extends Payload {
  /** With `id` the request's key. */
  readonly client: ClientState
  readonly id: number
  /** Worker or service. */
  readonly target: string
  readonly deadlineAt: number
  /** How often it may be started. */
  readonly attempts: number
  /** 0 for none. */
  readonly runTimeoutMs: number
  readonly backoffMs: number
  readonly metadata: string
  codec: string
  body: string | Uint8Array
  /** Bytes of the body while it waits. */
  readonly bytes: number
  /** Starts so far. */
  attempt: number
  state: TaskState
  deadline: DeadlineEntry<Task> | undefined
  /** What else it waits for, which depends on its state: its next attempt, the end of its run, its worker's answer. */
  watch: DeadlineEntry<Task> | undefined
  /** Number of the live lease; 0 for none. */
  lease: number
  lane: LaneState | undefined
  worker: WorkerState | undefined
  leasedAt: number
  /** Whether it is among the tasks that its worker runs, and not only holds. */
  isRunning: boolean
  /** Where the log of its thread's starts stood when it was given out. */
  mark: number
  /** Heartbeats in a row that it should have been in, and was not. */
  missed: number
  /** The task whose handler asked for it, as long as both live. */
  parent: Task | undefined
  /** With which failure it ended. */
  endedBy: FailureCode | undefined
  /** What its handler asked for and is not answered yet. */
  children: Set<Task> | undefined
}

export function newTask(client: ClientState, record: RequestRecord, now: number): Task {
  const { id, target, deadlineMs, attempts, metadata, codec, body } = record
  return {
    client,
    id,
    target,
    deadlineAt: now + deadlineMs,
    attempts,
    runTimeoutMs: record.runTimeoutMs ?? 0,
    backoffMs: record.backoffMs ?? 0,
    metadata,
    codec,
    body,
    bytes: body.length,
    attempt: 0,
    state: 'queued',
    deadline: undefined,
    watch: undefined,
    lease: 0,
    lane: undefined,
    worker: undefined,
    leasedAt: 0,
    isRunning: false,
    mark: 0,
    missed: 0,
    parent: undefined,
    endedBy: undefined,
    children: undefined,
  }
}
