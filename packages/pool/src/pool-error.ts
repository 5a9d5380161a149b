/** Why a pool cannot be started. */
export type PoolErrorCode = 'invalid-option' | 'typescript-module' | 'serves-nothing' | 'serves-another'

export class PoolError extends Error {
  override readonly name = 'PoolError'
  readonly code: PoolErrorCode

  constructor(code: PoolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
