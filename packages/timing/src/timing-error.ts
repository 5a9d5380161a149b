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

export function invalidArgument(argument: string, value: unknown, allowed: string): TimingError {
  return new TimingError('invalid-argument', refusal(`argument ${argument}`, value, allowed))
}

function refusal(what: string, value: unknown, allowed: string): string {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return `${what} is ${shown}; allowed: ${allowed}`
}
