/** Types of codes: unions that callers can switch over. */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type FailureCode,
  type FailureDetail,
  type failureKinds,
  type FailureRecord,
  isFailureCode,
  type ProtocolErrorCode,
  type ViolationCode,
  type ErrorDetail,
  type InputIssue,
  type ServedContract,
} from '../src/index.js'

describe('a failure code', () => {
  test('is one of those in the table, exactly', () => {
    expectTypeOf<FailureCode>().toEqualTypeOf<keyof typeof failureKinds>()
    expectTypeOf<FailureCode>().toEqualTypeOf<
      | 'bad-request'
      | 'invalid-input'
      | 'invalid-output'
      | 'contract-mismatch'
      | 'unsupported-version'
      | 'unknown-target'
      | 'too-large'
      | 'overloaded'
      | 'deadline'
      | 'run-timeout'
      | 'expired'
      | 'cancelled'
      | 'handler-failed'
      | 'bad-result'
      | 'worker-lost'
      | 'worker-crash-loop'
      | 'request-cycle'
      | 'broker-lost'
      | 'closed'
    >()
  })

  test('is no other text until it was looked up', () => {
    expectTypeOf<string>().not.toExtend<FailureCode>()
    expectTypeOf(isFailureCode).guards.toEqualTypeOf<FailureCode>()
  })

  test('may be one of a later version in a record', () => {
    expectTypeOf<string>().toExtend<FailureRecord['code']>()
    expectTypeOf<FailureCode>().toExtend<FailureRecord['code']>()
  })

  test('comes with a message, and perhaps with more', () => {
    expectTypeOf<FailureDetail>().toEqualTypeOf<{
      readonly message: string
      readonly mayHaveRun?: boolean
      readonly name?: string
      readonly code?: string
      readonly stack?: string
      readonly cause?: ErrorDetail
      readonly issues?: readonly InputIssue[]
      readonly contract?: ServedContract
      readonly retryAfterMs?: number
      readonly path?: readonly string[]
    }>()
  })
})

describe('the codes of violations and of errors', () => {
  test('are exact', () => {
    expectTypeOf<ViolationCode>().toEqualTypeOf<
      | 'not-a-packet'
      | 'unsupported-version'
      | 'not-ascii'
      | 'malformed-header'
      | 'invalid-field'
      | 'truncated'
      | 'too-large'
      | 'unknown-kind'
      | 'stray-frames'
    >()
    expectTypeOf<ProtocolErrorCode>().toEqualTypeOf<
      | 'invalid-name'
      | 'invalid-limit'
      | 'unencodable-body'
      | 'undecodable-body'
      | 'unknown-codec'
      | 'invalid-descriptor'
    >()
  })
})
