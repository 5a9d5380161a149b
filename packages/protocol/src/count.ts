/** Decimal integers as they stand in a record header. */

const digit0 = 0x30
/** 2^53 − 1, the greatest count, has 16 digits. */
const countDigitsMax = 16

/** The decimal number in `text` from `start` to `end`, or -1 where it is none or above 2^53 − 1. */
export function readCount(text: string, start: number, end: number): number {
  if (end <= start || end - start > countDigitsMax) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - digit0
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1
}
