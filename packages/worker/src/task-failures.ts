/** The failures that a worker tells of tasks by itself: of those that it does not start, and of those that do not end. */
import type { OutcomeRecord, TaskRecord } from '@errand/protocol'
import { failureRecord } from './task-outcome.js'

export function closedBeforeStart({ id, worker }: TaskRecord): OutcomeRecord {
  return failureRecord(id, 'closed', {
    message: `${worker} is stopping, and has not started the task`,
    mayHaveRun: false,
  })
}

export function cancelledBeforeStart({ id }: TaskRecord): OutcomeRecord {
  return failureRecord(id, 'cancelled', { message: 'taken back before it started', mayHaveRun: false })
}

export function lateBeforeStart({ id, worker }: TaskRecord): OutcomeRecord {
  const message = `the deadline passed before ${worker} started the task`
  return failureRecord(id, 'deadline', { message, mayHaveRun: false })
}

export function expiredBeforeStart({ id, worker }: TaskRecord): OutcomeRecord {
  const message = `it waited for as long as it was worth, at last for ${worker}`
  return failureRecord(id, 'expired', { message, mayHaveRun: false })
}

export function withoutHandler({ id, worker, target }: TaskRecord): OutcomeRecord {
  return failureRecord(id, 'unknown-target', { message: `${worker} has no handler for ${target}` })
}

export function ranTooLong({ id, worker, target }: TaskRecord): OutcomeRecord {
  const message = `the handler of ${worker} for ${target} ran longer than it may`
  return failureRecord(id, 'run-timeout', { message, mayHaveRun: true })
}

/** @param isLate whether the deadline has passed; else the request was taken back */
export function givenUp({ id, worker, target }: TaskRecord, isLate: boolean): OutcomeRecord {
  const why = isLate ? 'the deadline passed' : 'the request was taken back'
  const message = `${why}, and the handler of ${worker} for ${target} has not ended`
  return failureRecord(id, isLate ? 'deadline' : 'cancelled', { message, mayHaveRun: true })
}
