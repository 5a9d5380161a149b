/** A contract that cannot be, or handlers that do not fit it. */
export type ContractErrorCode = 'invalid-contract' | 'invalid-handlers'

export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly code: ContractErrorCode

  constructor(code: ContractErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
