/** How an option that is not allowed is refused: with its name, its value and what is allowed. */
import { BrokerError } from './broker-error.js'

/** A timer that is set for longer fires at once. */
const timerMsMax = 2_147_483_647

/** @throws BrokerError `invalid-option` */
export function check(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (isAllowed) return
  throw new BrokerError(
    'invalid-option',
    `${name} is ${typeof value === 'string' ? `"${value}"` : String(value)}; allowed is ${allowed}`,
  )
}

/** @throws BrokerError `invalid-option` */
export function checkMs(name: string, value: number): void {
  check(value >= 0 && value <= timerMsMax, name, value, `a number from 0 to ${timerMsMax}`)
}

/** @throws BrokerError `invalid-option` */
export function checkMsAboveZero(name: string, value: number): void {
  check(value > 0 && value <= timerMsMax, name, value, `a number above 0, at most ${timerMsMax}`)
}

/** @throws BrokerError `invalid-option` */
export function checkAtLeastOne(name: string, value: number): void {
  check(value >= 1, name, value, 'a number of at least 1')
}
