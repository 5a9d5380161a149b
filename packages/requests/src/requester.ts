/**
 * The calling side: a promise for each request, which settles within its deadline whatever happens elsewhere. It knows
 * no socket: records leave through a link, and outcomes are handed in.
 */
import {
  type CancelRecord,
  emptyPayload,
  type FailureCode,
  type FailureRecord,
  type OutcomeRecord,
  type Payload,
  type PayloadCodecs,
  ProtocolError,
  type ProtocolLimits,
  type ReplyRecord,
  type RequestRecord,
} from '@errand/protocol'
import { alarm, type Clock } from '@errand/timing'
import { abortWatch } from './core/abort-watch.js'
import { pendingRequests } from './core/pending-requests.js'
import { assertRequest, type RequestOptions } from './options.js'
import { errorOfFailure, RequestError } from './request-error.js'

/** Where the records of requests go. */
export interface RequestLink {
  /** @returns why it cannot be taken, or undefined where it was */
  open(request: RequestRecord): RequestRefusal | undefined
  cancel(request: CancelRecord): void
  /** The request has ended; nothing of it is needed any more. */
  ended?(id: number): void
}

export interface RequestRefusal {
  readonly code: FailureCode
  readonly message: string
}

export interface RequesterOptions {
  readonly link: RequestLink
  readonly clock: Clock
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  /** @default 30000 */
  readonly defaultDeadlineMs?: number
}

export interface Requester {
  /**
   * @throws RequestError; never leaves the promise pending past the deadline. The rejection of an option that is not
   * allowed is an OptionError or ProtocolError.
   */
  request(target: string, body: unknown, options?: RequestOptions): Promise<unknown>
  /** Hands in what came for a request. Late answers are ignored. @returns false for those */
  settle(outcome: OutcomeRecord): boolean
  /** From now on a request ends at once, with this; the open ones go on. */
  refuseNew(code: FailureCode, message: string): void
  /** Ends all that is open, and each later request at once. */
  close(code: FailureCode, message: string): void
  readonly pending: number
  /** Resolves as soon as nothing is pending. */
  whenIdle(): Promise<void>
}

/** Thirty seconds: long enough for most work, short enough for a person who waits. */
const standardDeadlineMs = 30_000

interface Pending {
  readonly target: string
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly signal: AbortSignal | undefined
}

class LinkedRequester implements Requester {
  readonly #options: RequesterOptions
  readonly #pending = pendingRequests<Pending>()
  readonly #watch = abortWatch((id) => this.#cancel(id))
  readonly #alarm
  readonly #idleWaiters: (() => void)[] = []
  #refusal: RequestRefusal | undefined

  constructor(options: RequesterOptions) {
    this.#options = options
    this.#alarm = alarm(options.clock, (now) => this.#expire(now), { keepsProcessAlive: false })
  }

  get pending(): number {
    return this.#pending.size
  }

  request(target: string, body: unknown, options: RequestOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      assertRequest(target, options)
      this.#assertTaken(target, options.signal)
      const payload = this.#encode(target, body)
      this.#open({ target, resolve, reject, signal: options.signal }, payload, options)
    })
  }

  settle(outcome: OutcomeRecord): boolean {
    const pending = this.#end(outcome.id)
    if (!pending) return false
    if (outcome.kind === 'reply') this.#resolve(pending, outcome)
    else pending.reject(errorOfFailure(outcome.code, this.#detailOf(outcome), pending.target))
    return true
  }

  refuseNew(code: FailureCode, message: string): void {
    this.#refusal ??= { code, message }
  }

  close(code: FailureCode, message: string): void {
    this.refuseNew(code, message)
    for (let ended = this.#pending.endAny(); ended; ended = this.#pending.endAny()) {
      this.#fail(ended.id, ended.value, code, message)
    }
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

  #resolve({ target, resolve, reject }: Pending, reply: ReplyRecord): void {
    try {
      resolve(this.#options.codecs.decode(reply))
    } catch (cause) {
      const message = `the answer of ${target} cannot be read: ${String(cause)}`
      reject(new RequestError('bad-result', message, { target, cause }))
    }
  }

  /** A failure is one, and of its code, also where what it tells cannot be read. */
  #detailOf(failure: FailureRecord): unknown {
    try {
      return this.#options.codecs.decode(failure)
    } catch {
      return undefined
    }
  }

  #open(
    pending: Pending,
    payload: Payload,
    { deadlineMs = this.#options.defaultDeadlineMs ?? standardDeadlineMs, attempts = 1 }: RequestOptions,
  ): void {
    const id = this.#pending.open(pending, this.#options.clock.now() + deadlineMs)
    const { target, signal } = pending
    const { codec, body } = payload
    if (signal) this.#watch.add(signal, id)
    this.#send({
      kind: 'request',
      id,
      target,
      deadlineMs: Math.ceil(deadlineMs),
      attempts,
      metadata: '',
      codec,
      body,
    })
    this.#alarm.set(this.#pending.nextDeadline())
  }

  /** It may have ended when this returns: links refuse, throw, and answer at once. */
  #send(request: RequestRecord): void {
    try {
      const refusal = this.#options.link.open(request)
      const refused = refusal && this.#pending.end(request.id)
      if (refused) this.#fail(request.id, refused, refusal.code, refusal.message)
    } catch (error) {
      this.#end(request.id)?.reject(error)
    }
  }

  #encode(target: string, body: unknown): Payload {
    const payload = body === undefined ? emptyPayload : this.#encodeBody(target, body)
    const { bodyBytesMax } = this.#options.limits
    const bytes = Buffer.byteLength(payload.body)
    if (bytes <= bodyBytesMax) return payload
    throw new RequestError('too-large', `the body has ${bytes} bytes; allowed are ${bodyBytesMax}`, { target })
  }

  #encodeBody(target: string, body: unknown): Payload {
    try {
      return this.#options.codecs.encode(body)
    } catch (cause) {
      const message = cause instanceof ProtocolError ? cause.message : String(cause)
      throw new RequestError('bad-request', message, { target, cause })
    }
  }

  #cancel(id: number): void {
    const pending = this.#pending.end(id)
    if (!pending) return
    // Before the link is told of the end: it may give the request's socket back then.
    this.#options.link.cancel({ kind: 'cancel', id })
    this.#release(id, pending)
    this.#reject(pending, cancelled.code, cancelled.message, pending.signal?.reason)
  }

  #expire(now: number): void {
    for (let due = this.#pending.endDue(now); due; due = this.#pending.endDue(now)) {
      this.#options.link.cancel({ kind: 'cancel', id: due.id })
      this.#fail(due.id, due.value, 'deadline', `no answer from ${due.value.target} within the deadline`)
    }
    this.#alarm.set(this.#pending.nextDeadline())
  }

  #end(id: number): Pending | undefined {
    const pending = this.#pending.end(id)
    if (pending) this.#release(id, pending)
    return pending
  }

  #fail(id: number, pending: Pending, code: FailureCode, message: string): void {
    this.#release(id, pending)
    this.#reject(pending, code, message)
  }

  #reject(pending: Pending, code: FailureCode, message: string, cause?: unknown): void {
    pending.reject(
      new RequestError(code, message, { target: pending.target, ...(cause === undefined ? {} : { cause }) }),
    )
  }

  #release(id: number, pending: Pending): void {
    if (pending.signal) this.#watch.remove(pending.signal, id)
    this.#options.link.ended?.(id)
    if (this.#pending.size > 0) return
    for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}

const cancelled: RequestRefusal = { code: 'cancelled', message: 'the caller took the request back' }

export function requester(options: RequesterOptions): Requester {
  return new LinkedRequester(options)
}
