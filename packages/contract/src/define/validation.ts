/** A value as its schema leaves it, or what is wrong with it. What is checked at once costs no promise. */
import { type InputIssue, isThenable } from '@errand/protocol'
import { isTypeOnly, type Schema } from './schema.js'

export type Verdict =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly value?: undefined; readonly issues: readonly InputIssue[] }

function validate(schema: Schema, value: unknown): Verdict | Promise<Verdict> {
  if (isTypeOnly(schema)) return { value }
  const result = schema['~standard'].validate(value)
  return isThenable(result) ? Promise.resolve(result as Promise<Result>).then(verdictOf) : verdictOf(result)
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
    // Some libraries have lists of their own class for it.
    path: [...path].slice(0, stepsMax).map((step) => stepOf(typeof step === 'object' ? step.key : step)),
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

/** Looks at a value, and goes on with the verdict: at once where the schema can tell at once. */
export function checked<Next>(schema: Schema, value: unknown, goOn: (verdict: Verdict) => Next): Next | Promise<Next> {
  const verdict = validate(schema, value)
  return verdict instanceof Promise ? verdict.then(goOn) : goOn(verdict)
}

/** In words, for whoever asked. */
export function describeInvalidInput(contract: string, task: string, issues: readonly InputIssue[]): string {
  return `the input of ${task} is not what the contract ${contract} says: ${describeIssues(issues)}`
}
