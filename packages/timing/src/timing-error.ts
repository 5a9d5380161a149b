/**
 * The error of this package, and the one wording in which it refuses a value: which, what it was, and what is allowed.
 */

/**
 * - `invalid-option`: a factory was given an option outside its range.
 * - `invalid-argument`: a method was given an argument outside its range.
 * - `timer-loop`: timers of a manual clock set each other again without ever letting its time move on.
 */
export type TimingErrorCode = 'invalid-option' | 'invalid-argument' | 'timer-loop'

/** What this package throws. */
export class TimingError extends Error {
  override readonly name = 'TimingError'
  readonly code: TimingErrorCode

  constructor(code: TimingErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export function invalidOption(option: string, value: unknown, allowed: string): TimingError {
  return new TimingError('invalid-option', refusal(`option ${option}`, value, allowed))
}

/** @throws TimingError `invalid-option` where what should hold options is no object */
export function assertOptions(value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw new TimingError('invalid-option', refusal('options', value, 'an object'))
}

export function invalidArgument(argument: string, value: unknown, allowed: string): TimingError {
  return new TimingError('invalid-argument', refusal(`argument ${argument}`, value, allowed))
}

function refusal(what: string, value: unknown, allowed: string): string {
  return `${what} is ${shown(value)}; allowed: ${allowed}`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  try {
    return String(value)
  } catch {
    return `an ${typeof value} without a text form`
  }
}
