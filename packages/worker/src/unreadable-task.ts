/** A task that came and cannot be read has failed all the same: its caller must not wait for its deadline. */
import type { OutcomeRecord, Violation } from '@errand/protocol'
import { failureRecord } from './task-outcome.js'

/** @returns undefined where the record at fault is no task, or nobody knows which */
export function unreadableTask({ kind, id, message }: Violation, worker: string): OutcomeRecord | undefined {
  if (kind !== 'task' || id === undefined) return undefined
  const detail = { message: `${worker} cannot read the task: ${message}`, mayHaveRun: false }
  return failureRecord(id, 'bad-request', detail)
}
