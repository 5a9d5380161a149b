/** The one error class of this package. */

export type SocketsErrorCode =
  /** The endpoint is none that errand can use. */
  | 'invalid-endpoint'
  /** Something else is bound there already. */
  | 'endpoint-in-use'
  /** No more sockets or file descriptors are to be had. */
  | 'socket-limit'
  /** The thread, or the socket, is being shut down. */
  | 'closing'
  | 'invalid-option'

export class SocketsError extends Error {
  override readonly name = 'SocketsError'
  readonly code: SocketsErrorCode

  constructor(code: SocketsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
