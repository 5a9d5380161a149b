/** What the core counts, for `stats()` and for tests of what it passes over in silence. */
import { type FailureCode, isFailureCode, type OutcomeRecord } from '@errand/protocol'

export interface Counters {
  /** Requests taken in. */
  accepted: number
  /** Requests that were not; each of them is among the failed ones. */
  refused: number
  /** Requests ended by a reply. */
  replied: number
  /** Requests ended by a failure, by code. */
  readonly failed: { [code in FailureCode]?: number }
  /** Requests that were open already, or had just ended: their client sent them again. */
  repeats: number
  /** Tasks that were lost with their worker, and waited for another attempt. */
  retried: number
  /** Tasks that came back from a lost worker without having been started, which does not count as an attempt. */
  returned: number
  /** Tasks, or their outcomes, that were lost on the way to or from a worker that lives. */
  lostOnTheWay: number
  /** Results whose request had ended already. */
  lateResults: number
  /** Results of leases that are not known, or belong to another lane. */
  strayResults: number
}

export function newCounters(): Counters {
  return {
    accepted: 0,
    refused: 0,
    replied: 0,
    failed: {},
    repeats: 0,
    retried: 0,
    returned: 0,
    lostOnTheWay: 0,
    lateResults: 0,
    strayResults: 0,
  }
}

export function countOutcome(counters: Counters, outcome: OutcomeRecord): void {
  if (outcome.kind === 'reply') {
    counters.replied++
    return
  }
  const code = isFailureCode(outcome.code) ? outcome.code : 'handler-failed'
  counters.failed[code] = (counters.failed[code] ?? 0) + 1
}
