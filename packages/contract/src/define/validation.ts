/** A value as its schema leaves it, or what is wrong with it. What is checked at once costs no promise. */
import type { InputIssue } from '@errand/protocol'
import { isTypeOnly, type Schema } from './schema.js'

export type Verdict =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly InputIssue[] }

export function validate(schema: Schema, value: unknown): Verdict | Promise<Verdict> {
  if (isTypeOnly(schema)) return { value }
  const result = schema['~standard'].validate(value)
  return result instanceof Promise || isThenable(result)
    ? Promise.resolve(result as Promise<Result>).then(verdictOf)
    : verdictOf(result)
}

type Result = Awaited<ReturnType<Schema['~standard']['validate']>>
type Issue = NonNullable<Result['issues']>[number]

function verdictOf(result: Result): Verdict {
  return result.issues ? { issues: issuesOf(result.issues) } : { value: result.value }
}

/** More than anybody mends at a time; a long list of wrong items has one for each. */
const issuesMax = 32
const messageCharsMax = 500
const stepsMax = 32

function issuesOf(issues: readonly Issue[]): readonly InputIssue[] {
  const told = issues.slice(0, issuesMax).map(issueOf)
  return issues.length > issuesMax ? [...told, { message: `and ${issues.length - issuesMax} more` }] : told
}

function cut(text: string): string {
  return text.length <= messageCharsMax ? text : `${text.slice(0, messageCharsMax)}…`
}

function issueOf({ message, path }: Issue): InputIssue {
  if (!path || path.length === 0) return { message: cut(message) }
  return {
    message: cut(message),
    path: path.slice(0, stepsMax).map((step) => stepOf(typeof step === 'object' ? step.key : step)),
  }
}

function stepOf(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : cut(String(key))
}

/** In a sentence: `width: expected a number; url: required`. */
export function describeIssues(issues: readonly InputIssue[]): string {
  return issues
    .map(({ message, path = [] }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
