/** A failure that the broker itself reports. */
import { type FailureCode, type FailureDetail, type FailureRecord } from '@errand/protocol'

/** @param mayHaveRun where it is known better than the code alone tells */
export function failureOf(id: number, code: FailureCode, message: string, mayHaveRun?: boolean): FailureRecord {
  const detail: FailureDetail = mayHaveRun === undefined ? { message } : { message, mayHaveRun }
  return { kind: 'failure', id, code, metadata: '', codec: 'j', body: JSON.stringify(detail) }
}
