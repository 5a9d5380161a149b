/**
 * Whatever happens in whatever order, connections that are lost and brokers that are overloaded included, every request
 * settles, once, as a model says, and whatever was opened over the link is ended there once.
 */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { answeredCodes, Model, type Step } from './request-model.js'
import { failureWith, reply, scene, type Scene } from './scene.js'

const signals = 3
/** Index that stands for no signal. */
const noSignal = signals
const deadlineMsMax = 200

const anyRequest = fc.record({
  kind: fc.constant('request' as const),
  deadlineMs: fc.integer({ min: 1, max: deadlineMsMax }),
  attempts: fc.integer({ min: 1, max: 3 }),
  signal: fc.integer({ min: 0, max: noSignal }),
  isRefused: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
})
/** Few, so that much happens to each. */
const anyId = fc.integer({ min: 0, max: 9 })
const anyReply = fc.record({ kind: fc.constant('reply' as const), id: anyId })
const anyFailure = fc.record({
  kind: fc.constant('failure' as const),
  id: anyId,
  code: fc.constantFrom(...answeredCodes),
  retryAfterMs: fc.integer({ min: 0, max: 60 }),
})
const anyAbort = fc.record({ kind: fc.constant('abort' as const), signal: fc.integer({ min: 0, max: signals - 1 }) })
const anyAdvance = fc.record({ kind: fc.constant('advance' as const), byMs: fc.integer({ min: 0, max: 50 }) })

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: anyRequest },
  { weight: 15, arbitrary: anyReply },
  { weight: 25, arbitrary: anyFailure },
  { weight: 5, arbitrary: anyAbort },
  { weight: 20, arbitrary: anyAdvance },
  { weight: 10, arbitrary: fc.constant({ kind: 'connectionLost' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuseNew' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
)

/** The requester under test, with all that became of its requests. */
class Subject {
  readonly outcomes: Promise<string>[] = []
  readonly scene: Scene
  readonly #controllers = Array.from({ length: signals }, () => new AbortController())

  constructor(whenOverloaded: 'fail' | 'wait') {
    this.scene = scene({ whenOverloaded })
  }

  apply(step: Step): void {
    const { requester, clock } = this.scene
    if (step.kind === 'request') this.#request(step)
    else if (step.kind === 'reply') requester.settle(reply(step.id, 'done'))
    else if (step.kind === 'failure') requester.settle(failureWith(step.id, step.code, { ...step, message: 'no' }))
    else if (step.kind === 'abort') this.#controllers[step.signal]?.abort()
    else if (step.kind === 'advance') clock.advance(step.byMs)
    else if (step.kind === 'connectionLost') requester.connectionLost('the connection has ended')
    else requester[step.kind]('closed', 'over')
  }

  #request({ deadlineMs, attempts, signal, isRefused }: Extract<Step, { kind: 'request' }>): void {
    const { requester, link } = this.scene
    const controller = this.#controllers[signal]
    link.refusal = isRefused ? { code: 'overloaded', message: 'full' } : undefined
    const options = { deadlineMs, attempts, ...(controller ? { signal: controller.signal } : {}) }
    const asked = requester.request('worker.1', {}, options)
    link.refusal = undefined
    this.outcomes.push(
      asked.then(
        () => 'reply',
        (error: unknown) => {
          const { code, mayHaveRun } = error as { code: string; mayHaveRun: boolean }
          return mayHaveRun ? code : `${code}, unrun`
        },
      ),
    )
  }
}

it.each(['fail', 'wait'] as const)(
  'a request settles once, as whatever came first: overloaded, they %s',
  async (how) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 120 }), async (steps) => {
        const model = new Model(how)
        const subject = new Subject(how)
        // In the end all time passes: nothing is pending for ever.
        for (const step of [...steps, { kind: 'advance', byMs: deadlineMsMax } as const]) {
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
  },
)
