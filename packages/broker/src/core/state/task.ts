/** A request inside the broker, from its acceptance to its end. A million may wait, so each field that most do not need is elsewhere. */
import type { RequestRecord } from '@errand/protocol'
import { rulesOf } from './rules.js'
import type { ClientState, Task } from './state.js'

/** @param target the worker or service that it goes to: that of the record, or one of its workers */
export function newTask(client: ClientState, record: RequestRecord, target: string, now: number): Task {
  const { id, deadlineMs, codec, body } = record
  return {
    client,
    id,
    target,
    deadlineAt: Math.ceil(now + deadlineMs),
    method: record.method ?? '',
    rules: rulesOf(record, target, now),
    codec,
    body,
    attempt: 0,
    state: 'queued',
    deadline: undefined,
    watch: undefined,
    lease: 0,
    lane: undefined,
    worker: undefined,
    leasedAt: 0,
    runs: 'no',
    mark: 0,
    missed: 0,
    isNested: record.parent !== undefined && record.quiet === undefined,
    parent: undefined,
    endedBy: undefined,
    children: undefined,
  }
}

/** How often it may be started. */
export function attemptsOf({ rules }: Task): number {
  return rules?.attempts ?? 1
}

/** Whether it is among the tasks that its worker runs, and not only holds. */
export function isRunning({ runs }: Task): boolean {
  return runs !== 'no'
}

/** What it takes while it waits: bytes of its body, or characters of the text that stands for them. */
export function bytesOf({ body }: Task): number {
  return body.length
}
