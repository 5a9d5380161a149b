/**
 * The answers in a packet from the broker. An outcome that could not be read is one too, a `bad-result`: its request must
 * not wait for its deadline. So is a chunk: a stream with a hole in it is none.
 */
import {
  type AnswerRecord,
  decodePacket,
  type FailureDetail,
  type IncomingFrame,
  linkId,
  type OutcomeRecord,
  type ProtocolLimits,
  type Violation,
  type WireRecord,
} from '@errand/protocol'

const answerKinds: ReadonlySet<string> = new Set<AnswerRecord['kind']>([
  'reply',
  'failure',
  'chunk',
  'progress',
  'accepted',
])

/** Whether it tells a client of its request. */
export function isAnswer(record: WireRecord): record is AnswerRecord {
  return answerKinds.has(record.kind)
}

export function readAnswers(frames: readonly IncomingFrame[], limits: ProtocolLimits): readonly AnswerRecord[] {
  const { records, violations } = decodePacket(frames, limits)
  const answers: AnswerRecord[] = records.filter(isAnswer)
  for (const violation of violations) {
    const outcome = unreadableAnswer(violation)
    if (outcome) answers.push(outcome)
  }
  return answers
}

/** @returns how its request ends; undefined where what is at fault is no answer, or nobody knows to which request */
export function unreadableAnswer({ kind, id, message }: Violation): OutcomeRecord | undefined {
  if ((kind !== 'reply' && kind !== 'failure' && kind !== 'chunk') || id === undefined || id === linkId)
    return undefined
  const detail: FailureDetail = { message: `the answer cannot be read: ${message}` }
  return { kind: 'failure', id, code: 'bad-result', metadata: '', codec: 'j', body: JSON.stringify(detail) }
}
