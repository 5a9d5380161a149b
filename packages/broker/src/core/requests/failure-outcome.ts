/** A failure that the broker itself reports. */
import type { FailureCode, FailureDetail, FailureRecord } from '@errand/protocol'

/** @param more where more is known than the code alone tells */
export function failureOf(
  id: number,
  code: FailureCode,
  message: string,
  more: Omit<FailureDetail, 'message'> = {},
): FailureRecord {
  const detail: FailureDetail = { message, ...more }
  return { kind: 'failure', id, code, metadata: '', codec: 'j', body: JSON.stringify(detail) }
}
