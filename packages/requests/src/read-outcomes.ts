/**
 * The outcomes in a packet from the broker. One that could not be read is an outcome too, a `bad-result`: its request
 * must not wait for its deadline.
 */
import {
  decodePacket,
  type FailureDetail,
  type IncomingFrame,
  linkId,
  type OutcomeRecord,
  type ProtocolLimits,
  type Violation,
} from '@errand/protocol'

export function readOutcomes(frames: readonly IncomingFrame[], limits: ProtocolLimits): readonly OutcomeRecord[] {
  const { records, violations } = decodePacket(frames, limits)
  const outcomes: OutcomeRecord[] = []
  for (const record of records) if (record.kind === 'reply' || record.kind === 'failure') outcomes.push(record)
  for (const violation of violations) {
    const outcome = unreadable(violation)
    if (outcome) outcomes.push(outcome)
  }
  return outcomes
}

function unreadable({ kind, id, message }: Violation): OutcomeRecord | undefined {
  if ((kind !== 'reply' && kind !== 'failure') || id === undefined || id === linkId) return undefined
  const detail: FailureDetail = { message: `the answer cannot be read: ${message}` }
  return { kind: 'failure', id, code: 'bad-result', metadata: '', codec: 'j', body: JSON.stringify(detail) }
}
