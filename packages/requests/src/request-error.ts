/** The error with which a request ends that got no reply. */
import {
  type ErrorDetail,
  type FailureCode,
  type FailureDetail,
  failureKinds,
  type FailureRecord,
  type InputIssue,
  isFailureCode,
  type PayloadCodecs,
  type ServedContract,
} from '@errand/protocol'

export interface RequestErrorOptions extends ErrorOptions {
  readonly target: string
  readonly mayHaveRun?: boolean | undefined
  readonly retryAfterMs?: number | undefined
  readonly path?: readonly string[] | undefined
  readonly issues?: readonly InputIssue[] | undefined
  readonly contract?: ServedContract | undefined
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
  /** With `invalid-input` and `invalid-output`: what is wrong, and where. */
  readonly issues: readonly InputIssue[] | undefined
  /** With `contract-mismatch`: what is served there. */
  readonly contract: ServedContract | undefined

  constructor(code: FailureCode, message: string, options: RequestErrorOptions) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.target = options.target
    this.mayHaveRun = options.mayHaveRun ?? failureKinds[code].mayHaveRun
    this.retryAfterMs = options.retryAfterMs
    this.path = options.path
    this.issues = options.issues
    this.contract = options.contract
  }
}

/** The handler's own error, as far as it crossed the wire: with its cause, and its stack where the worker sends it. */
function handlerError({ name, message, code, stack, path, cause }: ErrorDetail): Error {
  const error = new Error(message, cause && { cause: handlerError(cause) })
  if (name !== undefined) error.name = name
  if (code !== undefined) Object.assign(error, { code })
  if (path !== undefined) Object.assign(error, { path })
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
  const { mayHaveRun, retryAfterMs, issues, contract } = detail as Unchecked<FailureDetail>
  return {
    ...readError(detail, causesMax),
    ...(typeof mayHaveRun === 'boolean' ? { mayHaveRun } : {}),
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? { retryAfterMs } : {}),
    ...(Array.isArray(issues) && issues.every(isIssue) ? { issues } : {}),
    ...(isServedContract(contract) ? { contract } : {}),
  }
}

/** Deeper than anybody looks. */
const causesMax = 8

function readError(detail: object, causes: number): Partial<ErrorDetail> {
  const { message, name, code, stack, path, cause } = detail as Unchecked<ErrorDetail>
  const inner = typeof cause === 'object' && cause !== null && causes > 0 ? readError(cause, causes - 1) : undefined
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(Array.isArray(path) && path.every((step) => typeof step === 'string') ? { path } : {}),
    ...(inner?.message === undefined ? {} : { cause: { ...inner, message: inner.message } }),
  }
}

function isIssue(value: unknown): value is InputIssue {
  const { message, path = [] } = (value ?? {}) as Unchecked<InputIssue>
  return typeof message === 'string' && Array.isArray(path)
}

function isServedContract(value: unknown): value is ServedContract {
  const { name, version, tasks } = (value ?? {}) as Unchecked<ServedContract>
  return typeof name === 'string' && typeof version === 'string' && typeof tasks === 'object' && tasks !== null
}

type Unchecked<T> = { readonly [field in keyof T]?: unknown }
