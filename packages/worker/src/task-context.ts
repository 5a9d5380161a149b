/** The context of one task. What costs something (signal, log, metadata, stream) is made when it is first asked for. */
import { clientOf } from '@errand/contract'
import { type InterimRecord, isJsonObject, type TaskRecord } from '@errand/protocol'
import type { ReplyStream, Requester, RequestOptions } from '@errand/requests'
import { type Clock, timerMsMax } from '@errand/timing'
import type { TaskContext, TaskLog } from './handler.js'
import { OutgoingStream } from './outgoing-stream.js'
import type { RunningTask } from './running-task.js'
import { type LogSink, taskLog } from './stderr-log.js'

/** By which handlers ask others. */
export type NestedRequester = Pick<Requester, 'request' | 'stream' | 'send' | 'find'>

export interface TaskSurroundings {
  readonly requester: () => NestedRequester
  readonly clock: Clock
  readonly log: LogSink
  /** In the form in which it travels; a promise of that where its schema takes its time. @throws where it is not what it should be */
  readonly prepare: (kind: InterimRecord['kind'], task: TaskRecord, value: unknown) => unknown
  /** @throws ProtocolError where the value cannot be carried */
  readonly say: (kind: InterimRecord['kind'], task: TaskRecord, value: unknown) => void
  /** A handler of the worker begins, or ends, to wait for what it asked for. */
  readonly waits: (worker: string, isWaiting: boolean) => void
}

type Metadata = TaskContext['metadata']

/** So many of them cost some microseconds; then others of the thread have their turn, timers among them. */
const leftOutInTurn = 64

export class RunningContext implements TaskContext {
  readonly worker: string
  readonly target: string
  readonly method: string
  readonly attempt: number
  readonly #running: RunningTask
  readonly #surroundings: TaskSurroundings
  #controller: AbortController | undefined
  #aborted: { readonly reason: unknown } | undefined
  #log: TaskLog | undefined
  #metadata: Metadata | undefined
  #stream: OutgoingStream | undefined
  /** Nested requests that have not ended. */
  #asked = 0
  #hasLeft = false
  /** Chunks that nobody wanted. */
  #leftOut = 0

  constructor(running: RunningTask, surroundings: TaskSurroundings) {
    const { task } = running
    this.worker = task.worker
    this.target = task.target
    this.method = task.method ?? ''
    this.attempt = task.attempt
    this.#running = running
    this.#surroundings = surroundings
  }

  get deadline(): number {
    return Date.now() + this.#running.deadlineAt - this.#surroundings.clock.now()
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

  get metadata(): Metadata {
    this.#metadata ??= readMetadata(this.#running.task.metadata)
    return this.#metadata
  }

  // Getters, so that handlers may take these out of the context: `({ id }, { request }) => request(…)`.

  get request(): TaskContext['request'] {
    return (target, body, options) => this.#request(target, body, options)
  }

  get stream(): TaskContext['stream'] {
    return (target, body, options) => {
      const stream = this.#surroundings.requester().stream(target, body, this.#nested(options), this.#id)
      void this.#await(stream.result)
      // oxlint-disable-next-line typescript/no-explicit-any -- whoever asks knows what is answered
      return stream as ReplyStream<any, any>
    }
  }

  get send(): TaskContext['send'] {
    return (target, body, options = {}) => {
      const metadata = this.#metadataWith(options.metadata)
      return this.#surroundings.requester().send(target, body, { ...options, ...metadata }, this.#id)
    }
  }

  get client(): TaskContext['client'] {
    return (contract, options) => clientOf(contract, this, options)
  }

  get find(): TaskContext['find'] {
    return (target, options) => this.#surroundings.requester().find(target, options)
  }

  get emit(): TaskContext['emit'] {
    return (chunk) => this.#emit(chunk)
  }

  get progress(): TaskContext['progress'] {
    return (progress) => {
      const { task } = this.#running
      if (!task.progress || this.#hasLeft) return
      this.#surroundings.say('progress', task, this.#surroundings.prepare('progress', task, progress))
    }
  }

  get remainingMs(): () => number {
    return () => this.#remainingMs()
  }

  abort(reason: unknown): void {
    this.#aborted = { reason }
    this.#controller?.abort(reason)
    this.#stream?.end(reason)
  }

  /** The reader of its stream takes more. */
  granted(chunks: number): void {
    this.#running.granted += chunks
    this.#stream?.granted(chunks)
  }

  /** Whether its handler, which has returned, has sent what must be looked at first. */
  get hasRest(): boolean {
    return this.#stream?.hasRest ?? false
  }

  /** Resolves when all that the handler sent has left. @throws what kept a chunk from it, where the handler never asked */
  async rest(): Promise<void> {
    await this.#stream?.rest()
  }

  /** The task is out of the hands of its worker. */
  leave(): void {
    if (this.#asked > 0) this.#surroundings.waits(this.worker, false)
    this.#hasLeft = true
    this.#stream?.end(new Error('the task has ended'))
  }

  get #id(): number {
    return this.#running.task.id
  }

  #remainingMs(): number {
    return Math.max(0, this.#running.deadlineAt - this.#surroundings.clock.now())
  }

  #emit(chunk: unknown): Promise<void> {
    if (!this.#running.task.window) return this.#leaveOut()
    if (!this.#stream) {
      this.#stream = new OutgoingStream(this.#running.granted, (value) =>
        this.#surroundings.say('chunk', this.#running.task, value),
      )
      if (this.#hasLeft) this.leave()
      else if (this.#aborted) this.#stream.end(this.#aborted.reason)
    }
    return this.#stream.emit(this.#surroundings.prepare('chunk', this.#running.task, chunk))
  }

  /** Whoever asked wants the result alone. A handler that does nothing but emit hears all the same that it is to end. */
  #leaveOut(): Promise<void> {
    if (this.#aborted) return Promise.reject(this.#aborted.reason)
    if (++this.#leftOut % leftOutInTurn > 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      setImmediate(() => (this.#aborted ? reject(this.#aborted.reason) : resolve()))
    })
  }

  #request<Reply>(target: string, body?: unknown, options?: RequestOptions): Promise<Reply> {
    const asked = this.#surroundings.requester().request(target, body, this.#nested(options), this.#id)
    void this.#await(asked)
    return asked as Promise<Reply>
  }

  #nested<Options extends RequestOptions>(options: Options = {} as Options): Options {
    // A millisecond at the least: a deadline that has passed is told by the broker, as any other.
    const most = Math.min(Math.max(1, this.#remainingMs()), timerMsMax)
    const { deadlineMs = most, signal, metadata } = options
    // What is not allowed goes on as it is: the request is refused for it.
    return {
      ...options,
      ...this.#metadataWith(metadata),
      deadlineMs: deadlineMs > most ? most : deadlineMs,
      signal: this.#signalWith(signal),
    }
  }

  /** While something is open, the task's slot is lent. */
  async #await(asked: Promise<unknown>): Promise<void> {
    if (this.#asked++ === 0 && !this.#hasLeft) this.#surroundings.waits(this.worker, true)
    await asked.catch(() => undefined)
    if (--this.#asked === 0 && !this.#hasLeft) this.#surroundings.waits(this.worker, false)
  }

  #metadataWith(own: RequestOptions['metadata']): Pick<RequestOptions, 'metadata'> {
    if (this.#running.task.metadata === '') return own ? { metadata: own } : {}
    return { metadata: own ? { ...this.metadata, ...own } : this.metadata }
  }

  #signalWith(own: AbortSignal | undefined): AbortSignal {
    if (own === undefined) return this.signal
    return own instanceof AbortSignal ? AbortSignal.any([own, this.signal]) : own
  }
}

/** What is not an object of texts is none: it comes from a peer. */
function readMetadata(text: string): Metadata {
  if (text === '') return {}
  try {
    const value = JSON.parse(text) as unknown
    if (!isJsonObject(value)) return {}
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}
