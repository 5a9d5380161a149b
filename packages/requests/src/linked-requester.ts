/** The requester: what is pending, what waits to be sent again, and one alarm for the deadlines of both. */
import type { FailureCode, FailureRecord, OutcomeRecord, ReplyRecord, RequestRecord } from '@errand/protocol'
import { alarm } from '@errand/timing'
import { abortWatch } from './core/abort-watch.js'
import { pendingRequests } from './core/pending-requests.js'
import { Repeat } from './core/repeat.js'
import { type WaitingRequests, waitingRequests } from './core/waiting-requests.js'
import { brokerLost, cancelled, deadlinePassed } from './end-of-request.js'
import { assertRequest, type RequestOptions } from './options.js'
import { detailOfFailure, errorOfFailure, RequestError } from './request-error.js'
import { draftRequest, type RequestDraft } from './request-draft.js'
import type { RequestRefusal } from './request-link.js'
import type { RequesterOptions } from './requester-options.js'

const standardWaitingBytesMax = 256 * 1024 * 1024

interface Pending {
  readonly target: string
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly signal: AbortSignal | undefined
  /** Only of a request that may be sent again: it holds the body. */
  repeat: Repeat | undefined
}

export class LinkedRequester {
  readonly #options: RequesterOptions
  readonly #pending = pendingRequests<Pending>()
  readonly #waiting: WaitingRequests
  readonly #watch = abortWatch((id) => this.#cancel(id))
  readonly #alarm
  readonly #idleWaiters: (() => void)[] = []
  #refusal: RequestRefusal | undefined

  constructor(options: RequesterOptions) {
    const { clock, whenOverloaded = 'fail', waitingBytesMax = standardWaitingBytesMax } = options
    this.#options = options
    this.#waiting = waitingRequests(whenOverloaded, waitingBytesMax)
    this.#alarm = alarm(clock, (now) => this.#wake(now), { keepsProcessAlive: false })
  }

  get pending(): number {
    return this.#pending.size
  }

  request(target: string, body: unknown, options: RequestOptions = {}, parent?: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      assertRequest(target, options)
      const { signal } = options
      this.#assertTaken(target, signal)
      const draft = draftRequest({ target, body, options, parent }, this.#options)
      this.#open({ target, resolve, reject, signal, repeat: undefined }, draft)
    })
  }

  settle(outcome: OutcomeRecord): boolean {
    if (outcome.kind === 'failure') return this.#settleFailure(outcome)
    const pending = this.#end(outcome.id)
    if (!pending) return false
    this.#resolve(pending, outcome)
    return true
  }

  connectionLost(what: string): void {
    const now = this.#options.clock.now()
    for (const id of this.#pending.ids()) {
      const pending = this.#pending.get(id)
      // What waits here was not on its way.
      if (!pending || pending.repeat?.waiting) continue
      if (pending.repeat?.lose()) this.#sendAgain(id, pending.repeat, now)
      else this.#fail(id, brokerLost(what, pending))
    }
    this.#setAlarm()
  }

  refuseNew(code: FailureCode, message: string): void {
    this.#refusal ??= { code, message }
  }

  close(code: FailureCode, message: string): void {
    this.refuseNew(code, message)
    for (const id of this.#pending.ids()) this.#fail(id, { code, message })
    this.#alarm.close()
  }

  whenIdle(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  /** Nothing was sent: whatever the code says in general, this request has certainly not run. */
  #assertTaken(target: string, signal: AbortSignal | undefined): void {
    const unsent = { target, mayHaveRun: false }
    if (this.#refusal) throw new RequestError(this.#refusal.code, this.#refusal.message, unsent)
    if (!signal?.aborted) return
    throw new RequestError(cancelled.code, cancelled.message, { ...unsent, cause: signal.reason })
  }

  #open(pending: Pending, draft: RequestDraft): void {
    const deadlineAt = this.#options.clock.now() + draft.deadlineMs
    draft.deadlineMs = Math.ceil(draft.deadlineMs)
    draft.id = this.#pending.open(pending, deadlineAt)
    if (draft.attempts > 1 || this.#options.whenOverloaded === 'wait') pending.repeat = new Repeat(draft, deadlineAt)
    if (pending.signal) this.#watch.add(pending.signal, draft.id)
    this.#send(draft)
    this.#setAlarm()
  }

  /** It may have ended when this returns: links refuse, throw, and answer at once. */
  #send(request: RequestRecord): void {
    try {
      const refusal = this.#options.link.open(request)
      if (refusal) this.#refuse(request.id, refusal)
    } catch (error) {
      this.#end(request.id)?.reject(error)
    }
  }

  /** Its former sending is over, whatever became of it. */
  #sendAgain(id: number, repeat: Repeat, now: number): void {
    if (!repeat.waiting) this.#options.link.ended?.(id)
    this.#waiting.release(repeat)
    this.#send(repeat.next(now))
  }

  #refuse(id: number, { code, message }: RequestRefusal): void {
    const pending = this.#pending.get(id)
    if (!pending) return
    const { target, repeat } = pending
    this.#failOrWait(id, pending, new RequestError(code, message, { target, mayHaveRun: repeat?.mayHaveRun }))
  }

  #settleFailure(failure: FailureRecord): boolean {
    const pending = this.#pending.get(failure.id)
    // While it waits here, this is about a sending of which was heard already.
    if (!pending || pending.repeat?.waiting) return false
    const detail = detailOfFailure(failure, this.#options.codecs)
    const told = pending.repeat?.wasLost ? { ...(detail as object | undefined), mayHaveRun: true } : detail
    this.#failOrWait(failure.id, pending, errorOfFailure(failure.code, told, pending.target))
    return true
  }

  #failOrWait(id: number, { repeat }: Pending, error: RequestError): void {
    if (!repeat || !this.#waiting.putOff(id, repeat, error, this.#options.clock.now())) {
      this.#end(id)?.reject(error)
      return
    }
    this.#options.link.ended?.(id)
    this.#setAlarm()
  }

  #resolve({ target, resolve, reject }: Pending, reply: ReplyRecord): void {
    try {
      resolve(this.#options.codecs.decode(reply))
    } catch (cause) {
      const message = `the answer of ${target} cannot be read: ${String(cause)}`
      reject(new RequestError('bad-result', message, { target, cause }))
    }
  }

  #cancel(id: number): void {
    const cause: unknown = this.#pending.get(id)?.signal?.reason
    this.#takeBack(id)
    this.#fail(id, cancelled, { cause })
  }

  #wake(now: number): void {
    for (let id = this.#pending.popDue(now); id !== undefined; id = this.#pending.popDue(now)) this.#expire(id)
    for (let id = this.#waiting.popDue(now); id !== undefined; id = this.#waiting.popDue(now)) {
      const repeat = this.#pending.get(id)?.repeat
      if (repeat) this.#sendAgain(id, repeat, now)
    }
    this.#setAlarm()
  }

  #expire(id: number): void {
    const pending = this.#pending.get(id)
    this.#takeBack(id)
    if (pending) this.#fail(id, deadlinePassed(pending, this.#options.link))
  }

  /** Before the link is told of the end: it may give the request's socket back then. */
  #takeBack(id: number): void {
    if (!this.#pending.get(id)?.repeat?.waiting) this.#options.link.cancel({ kind: 'cancel', id })
  }

  #fail(id: number, { code, message }: RequestRefusal, options?: ErrorOptions): void {
    const pending = this.#pending.get(id)
    if (!pending) return
    const { target, repeat } = pending
    const error = new RequestError(code, message, { target, mayHaveRun: repeat?.mayHaveRun, ...options })
    this.#end(id)
    pending.reject(error)
  }

  #end(id: number): Pending | undefined {
    const pending = this.#pending.end(id)
    if (!pending) return undefined
    if (pending.signal) this.#watch.remove(pending.signal, id)
    if (pending.repeat?.waiting) this.#waiting.release(pending.repeat)
    else this.#options.link.ended?.(id)
    if (this.#pending.size === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve()
    return pending
  }

  #setAlarm(): void {
    const deadline = this.#pending.nextDeadline()
    const again = this.#waiting.next()
    this.#alarm.set(again === undefined ? deadline : Math.min(again, deadline ?? again))
  }
}
