/** Options of one request, and what is allowed in them. */
import { assertName, isOptions, unknownOption } from '@errand/protocol'
import { timerMsMax } from '@errand/timing'

export interface RequestOptions {
  /**
   * Milliseconds within which the request ends, one way or the other. Above 0, at most 2,147,483,647 (24 days).
   * @default 30000, or what the caller was opened with; a nested request never has more than its parent has left
   */
  readonly deadlineMs?: number | undefined
  /** Takes the request back: queued work is dropped, running work has its `ctx.signal` aborted. */
  readonly signal?: AbortSignal | undefined
  /**
   * How often the work may be started, 1 to 1,000. More than 1 only for work that may safely run twice.
   * @default 1
   */
  readonly attempts?: number | undefined
  /**
   * Milliseconds that the handler may run, counted from its start, again at each attempt. Then its `ctx.signal` is aborted,
   * and the request ends with `run-timeout`. Above 0, at most 2,147,483,647.
   * @default the worker's own, or as long as the deadline
   */
  readonly runTimeoutMs?: number | undefined
  /**
   * Milliseconds before the work is started a second time, where `attempts` allow it and its worker was lost; doubled
   * before each further start. Above 0, at most 2,147,483,647.
   * @default it is started again at once
   */
  readonly backoffMs?: number | undefined
  /**
   * Milliseconds that the request may wait to be started; then it ends with `expired`, and has not run. Above 0, at most
   * 2,147,483,647.
   * @default as long as the deadline
   */
  readonly ttlMs?: number | undefined
  /**
   * Before or behind others that wait for the same target. Of a lower priority, one of nine goes first now and then.
   * @default 'normal'
   */
  readonly priority?: 'high' | 'normal' | 'low' | undefined
  /**
   * Requests for one target with the same key are run one after the other, in the order in which they were sent, whatever the
   * concurrency of its workers; those with other keys go on beside them. 1 to 4,096 characters.
   * @default none
   */
  readonly key?: string | undefined
  /**
   * Which worker of a service is to have it: one by its name, or, by `sticky`, the same one for the same text (1 to 4,096
   * characters) for as long as it is there.
   * @default any
   */
  readonly to?: string | { readonly sticky: string } | undefined
  /**
   * Which of the target's methods is asked for: a name that its handlers find in `context.method`.
   * @default none
   */
  readonly method?: string | undefined
  /** Texts that travel along and stay the same through nested requests: trace context and the like. */
  readonly metadata?: { readonly [name: string]: string } | undefined
  /**
   * Called with what the handler tells by `context.progress`. Of what comes fast, some may be left out. What
   * it throws is nobody's answer: it is an uncaught error.
   */
  readonly onProgress?: ((progress: unknown) => void) | undefined
}

export interface StreamOptions extends RequestOptions {
  /**
   * Chunks that may be on their way, or wait to be read. An integer from 1 to 65,536.
   * @default 16
   */
  readonly window?: number | undefined
}

export type FindOptions = Pick<RequestOptions, 'deadlineMs' | 'signal'>

/** Of a request that asks for nothing special: the one thing about it that has to be looked at is its target. */
export const noOptions: RequestOptions = Object.freeze({})

const attemptsMax = 1000

/** An option that is not what it has to be. */
export class OptionError extends RangeError {
  readonly code = 'invalid-option'
}

/** @throws OptionError */
export function assertOption(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (!isAllowed) throw new OptionError(`${name} is ${shown(value)}; allowed is ${allowed}`)
}

const shownCharsMax = 200

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  try {
    if (typeof value !== 'object' || value === null) return String(value)
    const text = JSON.stringify(value)
    return text.length <= shownCharsMax ? text : `${text.slice(0, shownCharsMax)}…`
  } catch {
    return `an ${typeof value} without a text form`
  }
}

/** @throws OptionError where what should hold options is no object */
export function assertOptions(value: unknown): void {
  assertOption(isOptions(value), 'options', value, 'an object')
}

/**
 * @param known has the names of all that are allowed
 * @throws OptionError
 */
export function assertKnownOptions(options: object, known: object): void {
  const name = unknownOption(options, known)
  if (name !== undefined)
    throw new OptionError(`there is no option ${name}; allowed are ${Object.keys(known).join(', ')}`)
}

const knownOptions: { readonly [name in keyof Required<StreamOptions>]: true } = {
  deadlineMs: true,
  signal: true,
  attempts: true,
  runTimeoutMs: true,
  backoffMs: true,
  ttlMs: true,
  priority: true,
  key: true,
  to: true,
  method: true,
  metadata: true,
  onProgress: true,
  window: true,
}

/** @throws OptionError */
export function assertDeadlineMs(value: unknown): void {
  assertDuration('deadlineMs', value)
}

function assertDuration(name: string, value: unknown): void {
  // Of a text or a BigInt both comparisons may hold, and the time that it makes is none.
  const isAllowed = typeof value === 'number' && value > 0 && value <= timerMsMax
  assertOption(isAllowed, name, value, `a number above 0, at most ${timerMsMax}`)
}

/** @throws OptionError, ProtocolError `invalid-name` */
export function assertRequest(target: string, options: RequestOptions): void {
  if (options !== noOptions) assertRequestOptions(options)
  assertName('the target of a request', target)
}

function assertRequestOptions(options: RequestOptions): void {
  assertOptions(options)
  assertKnownOptions(options, knownOptions)
  const { deadlineMs, attempts, signal, runTimeoutMs, backoffMs } = options
  if (deadlineMs !== undefined) assertDeadlineMs(deadlineMs)
  if (runTimeoutMs !== undefined) assertDuration('runTimeoutMs', runTimeoutMs)
  if (backoffMs !== undefined) assertDuration('backoffMs', backoffMs)
  assertRouting(options)
  if (attempts !== undefined) {
    assertOption(
      Number.isInteger(attempts) && attempts >= 1 && attempts <= attemptsMax,
      'attempts',
      attempts,
      `an integer from 1 to ${attemptsMax}`,
    )
  }
  if (signal !== undefined) assertOption(signal instanceof AbortSignal, 'signal', signal, 'an AbortSignal')
}

const priorities: ReadonlySet<unknown> = new Set([undefined, 'high', 'normal', 'low'])
const textCharsMax = 4096
const windowMax = 65_536

function assertText(name: string, value: unknown): void {
  const isAllowed = typeof value === 'string' && value.length >= 1 && value.length <= textCharsMax
  assertOption(isAllowed, name, value, `a text of 1 to ${textCharsMax} characters`)
}

function assertRouting({ ttlMs, priority, key, to, method, metadata, onProgress }: RequestOptions): void {
  if (ttlMs !== undefined) assertDuration('ttlMs', ttlMs)
  assertOption(priorities.has(priority), 'priority', priority, "'high', 'normal' or 'low'")
  if (key !== undefined) assertText('key', key)
  if (typeof to === 'string') assertName('the worker in `to`', to)
  else if (to !== undefined) {
    assertOption(isOptions(to), 'to', to, 'the name of a worker, or { sticky: … }')
    assertText('to.sticky', to.sticky)
  }
  if (method !== undefined) assertName('the method of a request', method)
  if (metadata !== undefined) {
    const isAllowed = isPlain(metadata) && Object.values(metadata).every((value) => typeof value === 'string')
    assertOption(isAllowed, 'metadata', metadata, 'an object of texts')
  }
  if (onProgress !== undefined) assertOption(typeof onProgress === 'function', 'onProgress', onProgress, 'a function')
}

/** @throws OptionError */
export function assertWindow(value: unknown): void {
  const isAllowed = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= windowMax
  assertOption(isAllowed, 'window', value, `an integer from 1 to ${windowMax}`)
}

/** Whether it is an object of no class: others may be anything as JSON, or nothing, as a boxed BigInt is. */
function isPlain(value: unknown): boolean {
  if (!isOptions(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
