/**
 * The requests that are open: what came for each, and how each ends, exactly once. What may be sent again is kept here until
 * its caller knows.
 */
import type {
  AnswerRecord,
  FailureCode,
  FailureRecord,
  FindRecord,
  InterimRecord,
  ReplyRecord,
  RequestRecord,
} from '@errand/protocol'
import { alarm } from '@errand/timing'
import { abortWatch } from './core/abort-watch.js'
import { type PendingRequest, pendingRequests } from './core/pending-requests.js'
import type { Repeat } from './core/repeat.js'
import { type WaitingRequests, waitingRequests } from './core/waiting-requests.js'
import { brokerLost, cancelled, deadlinePassed, unreadable } from './end-of-request.js'
import type { ChunkStream } from './reply-stream.js'
import type { FindDraft, RequestDraft } from './request-draft.js'
import { detailOfFailure, errorOfFailure, RequestError } from './request-error.js'
import type { RequestRefusal } from './request-link.js'
import type { RequesterOptions } from './requester-options.js'
import { tellProgress } from './tell-progress.js'

const standardWaitingBytesMax = 256 * 1024 * 1024

export interface OpenCall extends PendingRequest {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** Takes the chunks, where the answer is a stream. */
  readonly stream: ChunkStream | undefined
  readonly target: string
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: unknown) => void) | undefined
  /** Only of a request that may be sent again: it holds the body. */
  repeat: Repeat | undefined
}

type Sent = RequestRecord | FindRecord

/** All that is open, from the moment it is sent until its caller knows. */
export class OpenCalls {
  readonly #options: RequesterOptions
  readonly #pending = pendingRequests<OpenCall>()
  readonly #waiting: WaitingRequests
  readonly #watch = abortWatch((id) => this.cancel(id))
  readonly #alarm
  /** What is due may have ended by then: it looks, and goes on sleeping. */
  #wakesAt = Infinity
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

  settle(answer: AnswerRecord): boolean {
    if (answer.kind === 'failure') return this.#settleFailure(answer)
    if (answer.kind === 'chunk' || answer.kind === 'progress') return this.#hear(answer)
    const pending = this.#end(answer.id)
    if (!pending) return false
    if (answer.kind === 'reply') this.#resolve(pending, answer)
    else pending.resolve(undefined)
    return true
  }

  connectionLost(what: string): void {
    const now = this.#options.clock.now()
    for (const id of this.#pending.ids()) {
      const pending = this.#pending.get(id)
      // What waits here was not on its way.
      if (!pending || pending.repeat?.waiting) continue
      // Of a stream, a part may be lost.
      if (!pending.stream && pending.repeat?.lose()) this.#sendAgain(id, pending.repeat, now)
      else this.#loseForGood(id, pending, what)
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
  assertTaken(target: string, signal: AbortSignal | undefined): void {
    const unsent = { target, mayHaveRun: false }
    if (this.#refusal) throw new RequestError(this.#refusal.code, this.#refusal.message, unsent)
    if (!signal?.aborted) return
    throw new RequestError(cancelled.code, cancelled.message, { ...unsent, cause: signal.reason })
  }

  open(pending: OpenCall, draft: RequestDraft | FindDraft, deadlineAt: number): number {
    draft.id = this.#pending.open(pending, deadlineAt)
    if (pending.signal) this.#watch.add(pending.signal, draft.id)
    this.#send(draft)
    if (deadlineAt < this.#wakesAt) this.#setAlarm()
    return draft.id
  }

  /** It may have ended when this returns: links refuse, throw, and answer at once. */
  #send(request: Sent): void {
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
    // Nothing was sent now: whatever the code says in general, it has not run unless an earlier sending did.
    this.#failOrWait(id, pending, new RequestError(code, message, { target, mayHaveRun: repeat?.wasLost ?? false }))
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

  #failOrWait(id: number, { repeat }: OpenCall, error: RequestError): void {
    if (!repeat || !this.#waiting.putOff(id, repeat, error, this.#options.clock.now())) {
      this.#end(id)?.reject(error)
      return
    }
    this.#options.link.ended?.(id)
    this.#setAlarm()
  }

  /** What comes before the outcome. A stream with a hole in it is none: a chunk that cannot be read ends it. */
  #hear(record: InterimRecord): boolean {
    const pending = this.#pending.get(record.id)
    if (!pending) return false
    const { codecs } = this.#options
    try {
      if (record.kind === 'chunk') pending.stream?.push(codecs.decode(record))
      else if (pending.onProgress) tellProgress(pending.onProgress, codecs.decode(record))
    } catch (cause) {
      this.#takeBack(record.id)
      this.#end(record.id)
      pending.reject(unreadable(pending.target, cause))
    }
    return true
  }

  #resolve({ target, resolve, reject }: OpenCall, reply: ReplyRecord): void {
    let value: unknown
    try {
      value = this.#options.codecs.decode(reply)
    } catch (cause) {
      return reject(unreadable(target, cause))
    }
    resolve(value)
  }

  cancel(id: number): void {
    const cause: unknown = this.#pending.get(id)?.signal?.reason
    this.#takeBack(id)
    this.#fail(id, cancelled, { cause })
  }

  /** Whoever takes over its own identity is not missed: the broker is told that nobody waits for this any more. */
  #loseForGood(id: number, pending: OpenCall, what: string): void {
    this.#takeBack(id)
    this.#fail(id, brokerLost(what, pending))
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

  #end(id: number): OpenCall | undefined {
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
    this.#wakesAt = Math.min(again ?? Infinity, deadline ?? Infinity)
    this.#alarm.set(this.#wakesAt)
  }
}
