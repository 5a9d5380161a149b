/** Options of one request, and what is allowed in them. */
import { assertName, isOptions } from '@errand/protocol'
import { timerMsMax } from '@errand/timing'

export interface RequestOptions {
  /**
   * Milliseconds within which the request ends, one way or the other. Above 0, at most 2,147,483,647 (24 days).
   * @default 30000, or what the caller was opened with; a nested request never has more than its parent has left
   */
  readonly deadlineMs?: number
  /** Takes the request back: queued work is dropped, running work has its `ctx.signal` aborted. */
  readonly signal?: AbortSignal
  /**
   * How often the work may be started, 1 to 1,000. More than 1 only for work that may safely run twice.
   * @default 1
   */
  readonly attempts?: number
  /**
   * Milliseconds that the handler may run, counted from its start, again at each attempt. Then its `ctx.signal` is aborted,
   * and the request ends with `run-timeout`. Above 0, at most 2,147,483,647.
   * @default the worker's own, or as long as the deadline
   */
  readonly runTimeoutMs?: number
  /**
   * Milliseconds before the work is started a second time, where `attempts` allow it and its worker was lost; doubled
   * before each further start. Above 0, at most 2,147,483,647.
   * @default it is started again at once
   */
  readonly backoffMs?: number
}

const attemptsMax = 1000

/** An option that is not what it has to be. */
export class OptionError extends RangeError {
  readonly code = 'invalid-option'
}

/** @throws OptionError */
export function assertOption(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (!isAllowed) throw new OptionError(`${name} is ${shown(value)}; allowed is ${allowed}`)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  try {
    return String(value)
  } catch {
    return `an ${typeof value} without a text form`
  }
}

/** @throws OptionError where what should hold options is no object */
export function assertOptions(value: unknown): void {
  assertOption(isOptions(value), 'options', value, 'an object')
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
  assertOptions(options)
  const { deadlineMs, attempts, signal, runTimeoutMs, backoffMs } = options
  assertName('the target of a request', target)
  if (deadlineMs !== undefined) assertDeadlineMs(deadlineMs)
  if (runTimeoutMs !== undefined) assertDuration('runTimeoutMs', runTimeoutMs)
  if (backoffMs !== undefined) assertDuration('backoffMs', backoffMs)
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
