/** The ways to ask: what each makes of its arguments, and what it hands back. */
import type { AnswerRecord, FailureCode } from '@errand/protocol'
import { Repeat } from './core/repeat.js'
import { type Caller, type OpenCall, OpenCalls } from './open-calls.js'
import { assertRequest, assertWindow, type FindOptions, type RequestOptions, type StreamOptions } from './options.js'
import { ChunkStream, type ReplyStream } from './reply-stream.js'
import { type Asked, draftFind, draftRequest, standardDeadlineMs } from './request-draft.js'
import type { Requester } from './requester.js'
import type { RequesterOptions } from './requester-options.js'

const standardWindow = 16

export class LinkedRequester implements Requester {
  readonly #options: RequesterOptions
  readonly #calls: OpenCalls

  constructor(options: RequesterOptions) {
    this.#options = options
    this.#calls = new OpenCalls(options)
  }

  get pending(): number {
    return this.#calls.pending
  }

  request(target: string, body: unknown, options: RequestOptions = {}, parent?: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#ask({ target, body, options, parent }, { resolve, reject }))
  }

  send(target: string, body: unknown, options: RequestOptions = {}, parent?: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#ask({ target, body, options, parent, isQuiet: true }, { resolve: () => resolve(), reject }),
    )
  }

  stream(target: string, body: unknown, options: StreamOptions = {}, parent?: number): ReplyStream {
    const { window = standardWindow } = options
    let id = 0
    const stream: ChunkStream = new ChunkStream(window, {
      pull: (chunks) => this.#options.link.pull?.({ kind: 'pull', id, chunks }),
      cancel: () => this.#calls.cancel(id),
    })
    const caller = {
      resolve: (value: unknown) => stream.ended(value),
      reject: (e: unknown) => stream.failed(e),
      stream,
    }
    try {
      assertWindow(window)
      id = this.#ask({ target, body, options, parent, window }, caller)
    } catch (error) {
      stream.failed(error)
    }
    return stream
  }

  find(target: string, options: FindOptions = {}): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      assertRequest(target, options)
      this.#calls.assertTaken(target, options.signal)
      const { defaultDeadlineMs = standardDeadlineMs } = this.#options
      const pending = this.#pendingOf({ target, options }, { resolve: resolve as Caller['resolve'], reject })
      this.#calls.open(pending, draftFind(target), options.deadlineMs ?? defaultDeadlineMs)
    })
  }

  settle(answer: AnswerRecord): boolean {
    return this.#calls.settle(answer)
  }

  connectionLost(what: string): void {
    this.#calls.connectionLost(what)
  }

  refuseNew(code: FailureCode, message: string): void {
    this.#calls.refuseNew(code, message)
  }

  close(code: FailureCode, message: string): void {
    this.#calls.close(code, message)
  }

  whenIdle(): Promise<void> {
    return this.#calls.whenIdle()
  }

  /** @returns its number */
  #ask(asked: Asked, caller: Caller): number {
    const { target, options } = asked
    assertRequest(target, options)
    this.#calls.assertTaken(target, options.signal)
    const draft = draftRequest(asked, this.#options)
    const { deadlineMs } = draft
    draft.deadlineMs = Math.ceil(deadlineMs)
    const pending = this.#pendingOf(asked, caller)
    if (draft.attempts > 1 || this.#options.whenOverloaded === 'wait')
      pending.repeat = new Repeat(draft, this.#options.clock.now() + deadlineMs)
    return this.#calls.open(pending, draft, deadlineMs)
  }

  #pendingOf({ target, options }: Pick<Asked, 'target' | 'options'>, caller: Caller): OpenCall {
    const { resolve, reject, stream } = caller
    const { signal, onProgress } = options
    return { resolve, reject, stream, target, signal, onProgress, repeat: undefined }
  }
}
