/** What has to become of each request, and what the link has to hear: a model of a few lines, for the property test. */

export type Step =
  | {
      readonly kind: 'request'
      readonly deadlineMs: number
      readonly attempts: number
      readonly signal: number
      readonly isRefused: boolean
    }
  | { readonly kind: 'reply'; readonly id: number }
  | { readonly kind: 'failure'; readonly id: number; readonly code: AnsweredCode; readonly retryAfterMs: number }
  | { readonly kind: 'abort'; readonly signal: number }
  | { readonly kind: 'advance'; readonly byMs: number }
  | { readonly kind: 'connectionLost' }
  | { readonly kind: 'refuseNew' }
  | { readonly kind: 'close' }

export const answeredCodes = ['worker-lost', 'overloaded', 'unknown-target'] as const
export type AnsweredCode = (typeof answeredCodes)[number]

/** What a link that refuses says; nothing tells when to try again. */
const refusalPauseMs = 100

const certainlyUnrun = new Set(['overloaded', 'unknown-target'])

interface Expected {
  readonly id: number
  readonly deadlineAt: number
  readonly signal: number
  attempts: number
  wasLost: boolean
  delays: number
  /** When it is sent again, and which of those that wait it is. */
  waiting: { readonly until: number; readonly turn: number } | undefined
  outcome: string | undefined
}

export class Model {
  readonly requests: Expected[] = []
  readonly calls: string[] = []
  readonly #waits: boolean
  readonly #aborted = new Set<number>()
  #now = 0
  #lastId = 0
  #turns = 0
  #isRefusing = false

  constructor(whenOverloaded: 'fail' | 'wait') {
    this.#waits = whenOverloaded === 'wait'
  }

  get open(): Expected[] {
    return this.requests.filter(({ outcome }) => outcome === undefined)
  }

  apply(step: Step): void {
    if (step.kind === 'request') this.#request(step)
    else if (step.kind === 'reply') this.#reply(step.id)
    else if (step.kind === 'failure') this.#failure(step)
    else if (step.kind === 'abort') this.#abort(step.signal)
    else if (step.kind === 'advance') this.#advanceTo(this.#now + step.byMs)
    else if (step.kind === 'connectionLost') this.#lose()
    else this.#refuse(step.kind)
  }

  #request({ deadlineMs, attempts, signal, isRefused }: Extract<Step, { kind: 'request' }>): void {
    const early = this.#isRefusing ? 'closed' : this.#aborted.has(signal) ? 'cancelled' : undefined
    const request: Expected = {
      id: early === undefined ? ++this.#lastId : 0,
      deadlineAt: Math.ceil(this.#now + deadlineMs),
      signal,
      attempts,
      wasLost: false,
      delays: 0,
      waiting: undefined,
      outcome: early && `${early}, unrun`,
    }
    this.requests.push(request)
    if (early !== undefined) return
    this.calls.push(`open ${request.id}`)
    if (isRefused) this.#setBack(request, 'overloaded', refusalPauseMs)
  }

  #reply(id: number): void {
    const request = this.open.find((candidate) => candidate.id === id)
    if (request) this.#end(request, 'reply')
  }

  #failure({ id, code, retryAfterMs }: Extract<Step, { kind: 'failure' }>): void {
    const request = this.open.find((candidate) => candidate.id === id)
    if (request && !request.waiting) this.#setBack(request, code, Math.max(1, retryAfterMs))
  }

  #setBack(request: Expected, code: AnsweredCode, retryAfterMs: number): void {
    const isLate = code === 'unknown-target' && request.wasLost
    const pauseMs = isLate ? Math.min(1000, 50 * 2 ** request.delays++) : retryAfterMs
    const waits = isLate || (code === 'overloaded' && this.#waits)
    const until = this.#now + pauseMs
    if (!waits || until >= request.deadlineAt) return this.#end(request, code)
    request.waiting = { until, turn: ++this.#turns }
    this.calls.push(`ended ${request.id}`)
  }

  #lose(): void {
    for (const request of this.open.filter(({ waiting }) => !waiting)) {
      if (request.attempts === 1) {
        this.#takeBack(request, 'broker-lost')
        continue
      }
      Object.assign(request, { attempts: request.attempts - 1, wasLost: true, delays: 0 })
      this.calls.push(`ended ${request.id}`, `open ${request.id}`)
    }
  }

  #abort(signal: number): void {
    this.#aborted.add(signal)
    for (const request of this.open) if (request.signal === signal) this.#takeBack(request, 'cancelled')
  }

  /** From one moment to the next at which something is due: deadlines first, then what is sent again. */
  #advanceTo(end: number): void {
    for (;;) {
      const times = this.open.flatMap(({ deadlineAt, waiting }) => [deadlineAt, waiting?.until ?? Infinity])
      const next = Math.min(...times)
      if (next > end) break
      this.#now = next
      for (const request of this.open) if (request.deadlineAt <= next) this.#takeBack(request, 'deadline')
      this.#sendDue(next)
    }
    this.#now = end
  }

  #sendDue(now: number): void {
    const due = this.open.filter(({ waiting }) => waiting && waiting.until <= now)
    for (const request of due.toSorted((a, b) => (a.waiting?.turn ?? 0) - (b.waiting?.turn ?? 0))) {
      request.waiting = undefined
      this.calls.push(`open ${request.id}`)
    }
  }

  #refuse(kind: 'refuseNew' | 'close'): void {
    this.#isRefusing = true
    if (kind === 'close') for (const request of this.open) this.#end(request, 'closed')
  }

  #takeBack(request: Expected, outcome: string): void {
    if (!request.waiting) this.calls.push(`cancel ${request.id}`)
    this.#end(request, outcome)
  }

  #end(request: Expected, outcome: string): void {
    const isUnrun = !request.wasLost && (request.waiting !== undefined || certainlyUnrun.has(outcome))
    request.outcome = isUnrun && outcome !== 'reply' ? `${outcome}, unrun` : outcome
    if (!request.waiting) this.calls.push(`ended ${request.id}`)
    request.waiting = undefined
  }
}
