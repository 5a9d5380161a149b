/** Errors as plain data: cloning drops codes, and of errors that come from a third thread everything. */
import { inspect } from 'node:util'

export interface PortableError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: string | undefined
  readonly cause: PortableError | undefined
}

/** Causes of causes that are told; a cause may be its own. */
const causesMax = 8

/** Anything can be thrown. */
export function portableError(error: unknown, causesLeft: number = causesMax): PortableError {
  if (!(error instanceof Error))
    return {
      name: 'Error',
      message: typeof error === 'string' ? error : inspect(error),
      stack: undefined,
      code: undefined,
      cause: undefined,
    }
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    name,
    message,
    stack,
    code: typeof code === 'string' ? code : undefined,
    cause: cause === undefined || causesLeft === 0 ? undefined : portableError(cause, causesLeft - 1),
  }
}
