/** What keeps a task of a contract from its handler, or its result from its caller: a failure with a code of its own. */
import type { FailureCode, FailureDetail } from '@errand/protocol'

export class TaskFault extends Error {
  /** By this it is known, whichever copy of this package has made it. */
  readonly isErrandTaskFault = true
  readonly code: FailureCode
  readonly detail: FailureDetail

  constructor(code: FailureCode, detail: FailureDetail) {
    super(detail.message)
    this.code = code
    this.detail = detail
  }
}

/** Whatever it is: handlers throw anything, objects that throw when they are looked at among it. */
export function isTaskFault(value: unknown): value is TaskFault {
  try {
    return value instanceof Error && 'isErrandTaskFault' in value
  } catch {
    return false
  }
}
