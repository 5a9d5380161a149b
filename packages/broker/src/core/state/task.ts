/** A request inside the broker, from its acceptance to its end. */
import type { RequestRecord } from '@errand/protocol'
import { rulesOf } from './rules.js'
import type { ClientState, Task } from './state.js'

/** @param target the worker or service that it goes to: that of the record, or one of its workers */
export function newTask(client: ClientState, record: RequestRecord, target: string, now: number): Task {
  const { id, deadlineMs, attempts, metadata, codec, body } = record
  return {
    client,
    id,
    target,
    deadlineAt: now + deadlineMs,
    attempts,
    method: record.method ?? '',
    rules: rulesOf(record, target, now),
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
    isLent: false,
    mark: 0,
    missed: 0,
    isNested: record.parent !== undefined && record.quiet === undefined,
    parent: undefined,
    endedBy: undefined,
    children: undefined,
  }
}
