/** The one error class of this package. */

export type BrokerErrorCode =
  | 'invalid-option'
  /** A worker's thread ended, or was not ready in time, while the broker started; the thread's own error is the cause. */
  | 'worker-start-failed'
  /** The broker's own thread ended unasked. */
  | 'broker-thread-lost'
  /** The broker is closed. */
  | 'closed'

export class BrokerError extends Error {
  override readonly name = 'BrokerError'
  readonly code: BrokerErrorCode

  constructor(code: BrokerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
