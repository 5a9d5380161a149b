/** The context of one task. What costs something (signal, log) is made when it is first asked for. */
import type { TaskRecord } from '@errand/protocol'
import type { Requester, RequestOptions } from '@errand/requests'
import { type Clock, timerMsMax } from '@errand/timing'
import type { TaskContext, TaskLog } from './handler.js'
import { type LogSink, taskLog } from './stderr-log.js'

/** By which handlers ask others. */
export type NestedRequester = Pick<Requester, 'request'>

export interface TaskSurroundings {
  readonly requester: NestedRequester
  readonly clock: Clock
  readonly log: LogSink
}

export class RunningContext implements TaskContext {
  readonly worker: string
  readonly target: string
  readonly attempt: number
  readonly #id: number
  readonly #deadlineAt: number
  readonly #surroundings: TaskSurroundings
  #controller: AbortController | undefined
  #aborted: { readonly reason: unknown } | undefined
  #log: TaskLog | undefined

  constructor(task: TaskRecord, deadlineAt: number, surroundings: TaskSurroundings) {
    this.worker = task.worker
    this.target = task.target
    this.attempt = task.attempt
    this.#id = task.id
    this.#deadlineAt = deadlineAt
    this.#surroundings = surroundings
  }

  get deadline(): number {
    return Date.now() + this.#deadlineAt - this.#surroundings.clock.now()
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#aborted) this.#controller.abort(this.#aborted.reason)
    }
    return this.#controller.signal
  }

  get log(): TaskLog {
    this.#log ??= taskLog(this.#surroundings.log, this)
    return this.#log
  }

  #remainingMs(): number {
    return Math.max(0, this.#deadlineAt - this.#surroundings.clock.now())
  }

  /** A getter, so that handlers may take it out of the context: `({ id }, { request }) => request(…)`. */
  get request(): TaskContext['request'] {
    return (target, body, options) => this.#request(target, body, options)
  }

  get remainingMs(): () => number {
    return () => this.#remainingMs()
  }

  abort(reason: unknown): void {
    this.#aborted = { reason }
    this.#controller?.abort(reason)
  }

  #request<Reply>(target: string, body?: unknown, options: RequestOptions = {}): Promise<Reply> {
    // A millisecond at the least: a deadline that has passed is told by the broker, as any other.
    const most = Math.min(Math.max(1, this.#remainingMs()), timerMsMax)
    const { deadlineMs = most, signal } = options
    // What is not allowed goes on as it is: the request is refused for it.
    const nested: RequestOptions = {
      ...options,
      deadlineMs: deadlineMs > most ? most : deadlineMs,
      signal: this.#signalWith(signal),
    }
    return this.#surroundings.requester.request(target, body, nested, this.#id) as Promise<Reply>
  }

  #signalWith(own: AbortSignal | undefined): AbortSignal {
    if (own === undefined) return this.signal
    return own instanceof AbortSignal ? AbortSignal.any([own, this.signal]) : own
  }
}
