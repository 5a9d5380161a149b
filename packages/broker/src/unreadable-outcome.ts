/** An outcome that a worker sent, and that cannot be read: its task has failed all the same, and its slot is free. */
import type { FailureRecord, Violation } from '@errand/protocol'
import { failureOf } from './core/requests/failure-outcome.js'

/** @returns undefined where the record at fault is no outcome, or nobody knows of which task */
export function unreadableOutcome({ kind, id, message }: Violation): FailureRecord | undefined {
  if ((kind !== 'reply' && kind !== 'failure') || id === undefined) return undefined
  return failureOf(id, 'bad-result', `the answer of the worker cannot be read: ${message}`)
}
