/** A failure that the broker itself reports. */
import { type FailureCode, type FailureDetail, type FailureRecord } from '@errand/protocol'

export function failureOf(id: number, code: FailureCode, message: string): FailureRecord {
  const detail: FailureDetail = { message }
  return { kind: 'failure', id, code, metadata: '', codec: 'j', body: JSON.stringify(detail) }
}
