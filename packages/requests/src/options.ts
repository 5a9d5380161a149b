/** Options of one request, and what is allowed in them. */
import { assertName } from '@errand/protocol'

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
}

/** The longest deadline of a request, in milliseconds: 24 days. */
export const deadlineMsMax = 2_147_483_647
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

/** @throws OptionError */
export function assertDeadlineMs(value: unknown): void {
  // Of a text or a BigInt both comparisons may hold, and the time that it makes is none.
  const isAllowed = typeof value === 'number' && value > 0 && value <= deadlineMsMax
  assertOption(isAllowed, 'deadlineMs', value, `a number above 0, at most ${deadlineMsMax}`)
}

/** @throws OptionError, ProtocolError `invalid-name` */
export function assertRequest(target: string, { deadlineMs, attempts, signal }: RequestOptions): void {
  assertName('the target of a request', target)
  if (deadlineMs !== undefined) assertDeadlineMs(deadlineMs)
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
