/** The codes with which a request may end, and what a caller may conclude from them. */
import { describe, expect, it } from 'vitest'
import { failureKinds, isFailureCode } from '../src/failures.js'
import { isName } from '../src/names.js'

const codes = Object.entries(failureKinds)

describe('a failure code', () => {
  it.each(codes)('%s can stand in a record header, and says what it means', (code, { meaning }) => {
    expect(isName(code)).toBe(true)
    expect(meaning).toMatch(/^(a|the|no) .+[^.]$/)
  })

  it.each(codes)('%s is known', (code) => {
    expect(isFailureCode(code)).toBe(true)
  })

  it.each(['', 'toString', '__proto__', 'constructor', 'hasOwnProperty', 'Deadline', 'deadline '])(
    '%j is not known',
    (code) => {
      expect(isFailureCode(code)).toBe(false)
    },
  )

  it('promises that nothing ran only where the work was refused', () => {
    const neverRan = codes.filter(([, { mayHaveRun }]) => !mayHaveRun).map(([code]) => code)
    expect(neverRan).toEqual([
      'bad-request',
      'invalid-input',
      'contract-mismatch',
      'unsupported-version',
      'unknown-target',
      'too-large',
      'overloaded',
      'expired',
      'worker-crash-loop',
      'request-cycle',
    ])
  })
})
