/** A request inside the broker, from its acceptance to its end. */
import type { RequestRecord } from '@errand/protocol'
import type { ClientState, Task } from './state.js'

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
