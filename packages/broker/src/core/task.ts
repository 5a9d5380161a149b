/** A request inside the broker, from its acceptance to its end. */
import type { Payload, RequestRecord } from '@errand/protocol'
import type { DeadlineEntry } from '@errand/timing'
import type { LaneState, WorkerState } from './roster.js'

export interface Task extends Payload {
  /** Routing id of the client; with `id` the request's key. */
  readonly client: string
  readonly id: number
  /** Worker or service. */
  readonly target: string
  readonly deadlineAt: number
  /** How often it may be started. */
  readonly attempts: number
  readonly metadata: string
  codec: string
  body: string | Uint8Array
  /** Bytes of the body while it waits. */
  readonly bytes: number
  /** Starts so far. */
  attempt: number
  /** `ended` tasks that a worker still holds keep their lease until the worker answers. */
  state: 'queued' | 'leased' | 'ended'
  deadline: DeadlineEntry<Task> | undefined
  /** Number of the live lease; 0 for none. */
  lease: number
  lane: LaneState | undefined
  worker: WorkerState | undefined
}

export function newTask(client: string, record: RequestRecord, now: number): Task {
  const { id, target, deadlineMs, attempts, metadata, codec, body } = record
  return {
    client,
    id,
    target,
    deadlineAt: now + deadlineMs,
    attempts,
    metadata,
    codec,
    body,
    bytes: body.length,
    attempt: 0,
    state: 'queued',
    deadline: undefined,
    lease: 0,
    lane: undefined,
    worker: undefined,
  }
}
