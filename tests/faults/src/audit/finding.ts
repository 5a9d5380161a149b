/** What an audit says: which invariant does not hold, and how that is seen. The numbers are those of `docs/reliability.md`. */

export const invariants = {
  I1: 'what the broker accepted has ended, each request once',
  I3: 'a client never sees two outcomes of a request',
  I4: 'a handler is started as often as was allowed, at most; what is said not to have run has not',
  I5: 'the outcome of an attempt that was given up changes nothing',
  I7: 'a client gets outcomes of its own requests only',
  I8: 'a request ends within its deadline',
  I10: 'no process dies but the victim',
  I12: 'requests of one client to one worker start in the order sent',
  I13: 'threads, descriptors, sockets and memory return to what they were',
  I14: 'the chunks of a stream come in their order, all of them, from one attempt, and no more than its reader takes',
} as const

export type Invariant = keyof typeof invariants

export interface Finding {
  readonly invariant: Invariant
  readonly message: string
}

export function findings(invariant: Invariant, messages: readonly string[]): readonly Finding[] {
  return messages.map((message) => ({ invariant, message }))
}
