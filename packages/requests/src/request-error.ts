/** The error with which a request ends that got no reply. */
import { type FailureCode, type FailureDetail, failureKinds, isFailureCode } from '@errand/protocol'

export interface RequestErrorOptions extends ErrorOptions {
  readonly target: string
  readonly mayHaveRun?: boolean
}

export class RequestError extends Error {
  override readonly name = 'RequestError'
  /** Why; see the table of failure codes in the protocol's documentation. */
  readonly code: FailureCode
  /** The worker or service that the request was for. */
  readonly target: string
  /** Whether the handler may have started: false means that trying again does nothing twice. */
  readonly mayHaveRun: boolean

  constructor(code: FailureCode, message: string, { target, mayHaveRun, ...options }: RequestErrorOptions) {
    super(message, options)
    this.code = code
    this.target = target
    this.mayHaveRun = mayHaveRun ?? failureKinds[code].mayHaveRun
  }
}

/** The handler's own error, as far as it crossed the wire: name and message, and its stack where the worker sends it. */
function handlerError({ name, message, stack }: FailureDetail): Error {
  const error = new Error(message)
  if (name !== undefined) error.name = name
  error.stack = stack ?? `${error.name}: ${message}\n    (in the worker; its stack was not sent)`
  return error
}

/**
 * @param code as it came; one that is not known here is taken for a failed handler, the most careful reading
 * @param detail the failure's body, whatever it was
 */
export function errorOfFailure(code: string, detail: unknown, target: string): RequestError {
  const known = isFailureCode(code) ? code : 'handler-failed'
  const { message = `the request failed: ${code}`, ...more } = textsOf(detail)
  if (known !== 'handler-failed') return new RequestError(known, message, { target, ...mayHaveRunOf(detail) })
  const cause = handlerError({ message, ...more })
  return new RequestError(known, `${target} failed: ${cause.name}: ${message}`, { target, cause })
}

function mayHaveRunOf(detail: unknown): { readonly mayHaveRun?: boolean } {
  const { mayHaveRun } = (detail ?? {}) as { readonly mayHaveRun?: unknown }
  return typeof mayHaveRun === 'boolean' ? { mayHaveRun } : {}
}

function textsOf(detail: unknown): Partial<FailureDetail> {
  if (typeof detail !== 'object' || detail === null) return {}
  const { message, name, stack } = detail as { readonly [field in keyof FailureDetail]?: unknown }
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
  }
}
