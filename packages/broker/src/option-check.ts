/** How an option that is not allowed is refused: with its name, its value and what is allowed. */
import { isNumberIn, isOptions, shown, unknownOption } from '@errand/protocol'
import { timerMsMax } from '@errand/timing'
import { BrokerError } from './broker-error.js'

/** @throws BrokerError `invalid-option` */
export function check(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (isAllowed) return
  throw new BrokerError('invalid-option', `${name} is ${shown(value)}; allowed is ${allowed}`)
}

/** @throws BrokerError `invalid-option` where what should hold options is no object */
export function checkOptions(name: string, value: unknown): void {
  check(isOptions(value), name, value, 'an object')
}

/** @throws BrokerError `invalid-option` */
export function checkKnown(what: string, options: object, known: object): void {
  const name = unknownOption(options, known)
  if (name === undefined) return
  const message = `${what} has no option ${name}; allowed are ${Object.keys(known).join(', ')}`
  throw new BrokerError('invalid-option', message)
}

/** @throws BrokerError `invalid-option` */
export function checkMs(name: string, value: unknown): void {
  check(isNumberIn(value, 0, timerMsMax), name, value, `a number from 0 to ${timerMsMax}`)
}

/** @throws BrokerError `invalid-option` */
export function checkMsAboveZero(name: string, value: unknown): void {
  check(isNumberIn(value, 0, timerMsMax) && value > 0, name, value, `a number above 0, at most ${timerMsMax}`)
}

/** @throws BrokerError `invalid-option` */
export function checkAtLeastOne(name: string, value: unknown): void {
  check(isNumberIn(value, 1, Infinity), name, value, 'a number of at least 1')
}
