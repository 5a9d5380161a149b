/** The ways to ask: what each makes of its arguments, and what it hands back. */
import type { AnswerRecord, FailureCode } from '@errand/protocol'
import { Repeat } from './core/repeat.js'
import { type OpenCall, OpenCalls } from './open-calls.js'
import {
  assertRequest,
  assertWindow,
  type FindOptions,
  noOptions,
  type RequestOptions,
  type StreamOptions,
} from './options.js'
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

  request(target: string, body: unknown, options: RequestOptions = noOptions, parent?: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#ask({ target, body, options, parent }, resolve, reject))
  }

  send(target: string, body: unknown, options: RequestOptions = noOptions, parent?: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#ask({ target, body, options, parent, isQuiet: true }, () => resolve(), reject),
    )
  }

  stream(target: string, body: unknown, options: StreamOptions = {}, parent?: number): ReplyStream {
    const { window = standardWindow } = options
    let id = 0
    const stream: ChunkStream = new ChunkStream(window, {
      pull: (chunks) => this.#options.link.pull?.({ kind: 'pull', id, chunks }),
      cancel: () => this.#calls.cancel(id),
    })
    const asked = { target, body, options, parent, window }
    try {
      assertWindow(window)
      id = this.#ask(
        asked,
        (value) => stream.ended(value),
        (error) => stream.failed(error),
        stream,
      )
    } catch (error) {
      stream.failed(error)
    }
    return stream
  }

  find(target: string, options: FindOptions = noOptions): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      assertRequest(target, options)
      this.#calls.assertTaken(target, options.signal)
      const { defaultDeadlineMs = standardDeadlineMs } = this.#options
      const call = callOf({ target, options }, resolve as OpenCall['resolve'], reject)
      this.#calls.open(call, draftFind(target), this.#deadlineAt(options.deadlineMs ?? defaultDeadlineMs))
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
  #ask(asked: Asked, resolve: OpenCall['resolve'], reject: OpenCall['reject'], stream?: ChunkStream): number {
    const { target, options } = asked
    assertRequest(target, options)
    this.#calls.assertTaken(target, options.signal)
    const draft = draftRequest(asked, this.#options)
    const deadlineAt = this.#deadlineAt(draft.deadlineMs)
    draft.deadlineMs = Math.ceil(draft.deadlineMs)
    const call = callOf(asked, resolve, reject, stream)
    if (draft.attempts > 1 || this.#options.whenOverloaded === 'wait') call.repeat = new Repeat(draft, deadlineAt)
    return this.#calls.open(call, draft, deadlineAt)
  }

  /** In whole milliseconds: V8 holds a fraction in a place of its own. */
  #deadlineAt(deadlineMs: number): number {
    return Math.ceil(this.#options.clock.now() + deadlineMs)
  }
}

/** A million may be open: what is known of each is in one object. */
function callOf(
  { target, options }: Pick<Asked, 'target' | 'options'>,
  resolve: OpenCall['resolve'],
  reject: OpenCall['reject'],
  stream?: ChunkStream,
): OpenCall {
  const { signal, onProgress } = options
  return { id: 0, deadline: undefined, resolve, reject, stream, target, signal, onProgress, repeat: undefined }
}
