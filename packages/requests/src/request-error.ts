/** The error with which a request ends that got no reply. */
import {
  type FailureCode,
  type FailureDetail,
  failureKinds,
  type FailureRecord,
  isFailureCode,
  type PayloadCodecs,
} from '@errand/protocol'

export interface RequestErrorOptions extends ErrorOptions {
  readonly target: string
  readonly mayHaveRun?: boolean | undefined
  readonly retryAfterMs?: number | undefined
  readonly path?: readonly string[] | undefined
}

export class RequestError extends Error {
  override readonly name = 'RequestError'
  /** Why; see the table of failure codes in the protocol's documentation. */
  readonly code: FailureCode
  /** The worker or service that the request was for. */
  readonly target: string
  /** Whether the handler may have started: false means that trying again does nothing twice. */
  readonly mayHaveRun: boolean
  /** With `overloaded`, where the broker tells it: milliseconds after which trying again is worth it. */
  readonly retryAfterMs: number | undefined
  /** With `request-cycle`: the workers through which the request came, and the one that cannot serve it. */
  readonly path: readonly string[] | undefined

  constructor(code: FailureCode, message: string, options: RequestErrorOptions) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.target = options.target
    this.mayHaveRun = options.mayHaveRun ?? failureKinds[code].mayHaveRun
    this.retryAfterMs = options.retryAfterMs
    this.path = options.path
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
  const told = readDetail(detail)
  const { message = `the request failed: ${code}` } = told
  if (known !== 'handler-failed') return new RequestError(known, message, { ...told, target })
  const cause = handlerError({ ...told, message })
  return new RequestError(known, `${target} failed: ${cause.name}: ${message}`, { target, cause })
}

/** @returns undefined where it cannot be read: a failure is one, and of its code, all the same */
export function detailOfFailure(failure: FailureRecord, codecs: PayloadCodecs): unknown {
  try {
    return codecs.decode(failure)
  } catch {
    return undefined
  }
}

/** Its fields, as far as they are what they should be: it comes from a peer. */
function readDetail(detail: unknown): Partial<FailureDetail> {
  if (typeof detail !== 'object' || detail === null) return {}
  const { message, name, stack, mayHaveRun, retryAfterMs, path } = detail as Unchecked<FailureDetail>
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(typeof mayHaveRun === 'boolean' ? { mayHaveRun } : {}),
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? { retryAfterMs } : {}),
    ...(Array.isArray(path) && path.every((step) => typeof step === 'string') ? { path } : {}),
  }
}

type Unchecked<T> = { readonly [field in keyof T]?: unknown }
