/** Whatever happens in whatever order, every request settles, once, as a model of a few lines says. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { failure, reply, scene, type Scene } from './scene.js'

type Step =
  | { readonly kind: 'request'; readonly deadlineMs: number; readonly signal: number; readonly isRefused: boolean }
  | { readonly kind: 'reply' | 'failure'; readonly id: number }
  | { readonly kind: 'abort'; readonly signal: number }
  | { readonly kind: 'advance'; readonly byMs: number }
  | { readonly kind: 'refuseNew' }
  | { readonly kind: 'close' }

const signals = 3
/** Index that stands for no signal. */
const noSignal = signals

const anyRequest = fc.record({
  kind: fc.constant('request' as const),
  deadlineMs: fc.integer({ min: 1, max: 20 }),
  signal: fc.integer({ min: 0, max: noSignal }),
  isRefused: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
})
const anyAnswer = fc.record({ kind: fc.constantFrom('reply', 'failure'), id: fc.integer({ min: 0, max: 30 }) })
const anyAbort = fc.record({ kind: fc.constant('abort' as const), signal: fc.integer({ min: 0, max: signals - 1 }) })
const anyAdvance = fc.record({ kind: fc.constant('advance' as const), byMs: fc.integer({ min: 0, max: 8 }) })

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: anyRequest },
  { weight: 30, arbitrary: anyAnswer },
  { weight: 5, arbitrary: anyAbort },
  { weight: 20, arbitrary: anyAdvance },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuseNew' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
)

interface Expected {
  readonly id: number | undefined
  readonly deadlineAt: number
  readonly signal: number
  outcome: string | undefined
}

/** What has to become of each request, and what the link has to hear. */
class Model {
  readonly requests: Expected[] = []
  readonly calls: string[] = []
  readonly #aborted = new Set<number>()
  #now = 0
  #lastId = 0
  #isRefusing = false

  get open(): Expected[] {
    return this.requests.filter(({ outcome }) => outcome === undefined)
  }

  apply(step: Step): void {
    if (step.kind === 'request') this.#request(step)
    else if (step.kind === 'reply' || step.kind === 'failure') this.#answer(step.id, step.kind)
    else if (step.kind === 'abort') this.#abort(step.signal)
    else if (step.kind === 'advance') this.#advance(step.byMs)
    else this.#refuse(step.kind)
  }

  #request({ deadlineMs, signal, isRefused }: Extract<Step, { kind: 'request' }>): void {
    const early = this.#isRefusing ? 'closed' : this.#aborted.has(signal) ? 'cancelled' : undefined
    const id = early === undefined ? ++this.#lastId : undefined
    const request = { id, deadlineAt: this.#now + deadlineMs, signal, outcome: early }
    this.requests.push(request)
    if (id === undefined) return
    this.calls.push(`open ${id}`)
    if (isRefused) this.#end(request, 'overloaded')
  }

  #answer(id: number, kind: 'reply' | 'failure'): void {
    const request = this.open.find((candidate) => candidate.id === id)
    if (request) this.#end(request, kind === 'reply' ? 'reply' : 'worker-lost')
  }

  #abort(signal: number): void {
    this.#aborted.add(signal)
    for (const request of this.open) if (request.signal === signal) this.#end(request, 'cancelled')
  }

  #advance(byMs: number): void {
    this.#now += byMs
    const due = this.open.filter(({ deadlineAt }) => deadlineAt <= this.#now)
    for (const request of due.toSorted((a, b) => a.deadlineAt - b.deadlineAt)) this.#end(request, 'deadline')
  }

  #refuse(kind: 'refuseNew' | 'close'): void {
    this.#isRefusing = true
    if (kind === 'close') for (const request of this.open) this.#end(request, 'closed')
  }

  #end(request: Expected, outcome: string): void {
    request.outcome = outcome
    if (outcome === 'cancelled' || outcome === 'deadline') this.calls.push(`cancel ${request.id}`)
    this.calls.push(`ended ${request.id}`)
  }
}

/** The requester under test, with all that became of its requests. */
class Subject {
  readonly outcomes: Promise<string>[] = []
  readonly scene: Scene = scene()
  readonly #controllers = Array.from({ length: signals }, () => new AbortController())

  apply(step: Step): void {
    const { requester, clock } = this.scene
    if (step.kind === 'request') this.#request(step)
    else if (step.kind === 'reply') requester.settle(reply(step.id, 'done'))
    else if (step.kind === 'failure') requester.settle(failure(step.id, 'worker-lost'))
    else if (step.kind === 'abort') this.#controllers[step.signal]?.abort()
    else if (step.kind === 'advance') clock.advance(step.byMs)
    else requester[step.kind]('closed', 'over')
  }

  #request({ deadlineMs, signal, isRefused }: Extract<Step, { kind: 'request' }>): void {
    const { requester, link } = this.scene
    const controller = this.#controllers[signal]
    link.refusal = isRefused ? { code: 'overloaded', message: 'full' } : undefined
    const asked = requester.request(
      'worker.1',
      {},
      { deadlineMs, ...(controller ? { signal: controller.signal } : {}) },
    )
    this.outcomes.push(
      asked.then(
        () => 'reply',
        (error: unknown) => (error as { code: string }).code,
      ),
    )
  }
}

it('settles each request once, as whatever came first, and tells the link of its end once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 120 }), async (steps) => {
      const model = new Model()
      const subject = new Subject()
      // In the end all time passes: nothing is pending for ever.
      for (const step of [...steps, { kind: 'advance', byMs: 20 } as const]) {
        model.apply(step)
        subject.apply(step)
        expect(subject.scene.requester.pending).toBe(model.open.length)
        expect(subject.scene.clock.pendingTimers).toBeLessThanOrEqual(1)
      }
      expect(await Promise.all(subject.outcomes)).toEqual(model.requests.map(({ outcome }) => outcome))
      expect(subject.scene.link.calls).toEqual(model.calls)
      await subject.scene.requester.whenIdle()
    }),
    { numRuns: 300 },
  )
})
