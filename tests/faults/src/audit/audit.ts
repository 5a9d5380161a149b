/** The audit: joins what clients, brokers and handlers noted, and says where they contradict each other or a promise. */
import { checkAttempts } from './check-attempts.js'
import { checkConservation } from './check-conservation.js'
import { checkDeadlines } from './check-deadlines.js'
import { checkOrder } from './check-order.js'
import { checkOutcomes } from './check-outcomes.js'
import { checkStreams } from './check-streams.js'
import type { Evidence } from './evidence.js'
import type { Finding } from './finding.js'

export function audit(evidence: Evidence): readonly Finding[] {
  return [checkConservation, checkOutcomes, checkAttempts, checkDeadlines, checkOrder, checkStreams].flatMap((check) =>
    check(evidence),
  )
}
