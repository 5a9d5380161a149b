/** One request for each input, so many at a time: reading goes on as answers are taken, so nothing piles up. */
import { isThenable } from '@errand/protocol'
import { assertOption, RequestError, type RequestOptions } from '@errand/requests'

export interface MapProgress {
  /** Requests that were sent, and those that have been answered. */
  readonly sent: number
  readonly answered: number
}

export interface MapOptions extends Omit<RequestOptions, 'method' | 'onProgress'> {
  /**
   * Requests at a time, and answers that wait to be taken. An integer of at least 1.
   * @default 16
   */
  readonly concurrency?: number | undefined
  /**
   * Answers come in the order of the inputs; otherwise as they come.
   * @default true
   */
  readonly ordered?: boolean | undefined
  /** Called after each answer. */
  readonly onProgress?: ((progress: MapProgress) => void) | undefined
}

const standardConcurrency = 16

export type Ask = (input: unknown, options: RequestOptions) => Promise<unknown>
type Source = AsyncIterator<unknown> | Iterator<unknown>
type Answer = { readonly value: unknown } | { readonly error: unknown }

/**
 * @param target named where the loop is taken back while no request is open
 * @throws OptionError where the concurrency is not allowed, or the inputs are not iterable
 */
export function mapRequests(
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
  asked: { readonly ask: Ask; readonly target: string },
  options: MapOptions,
): AsyncIterableIterator<unknown, void, undefined> {
  const left = new AbortController()
  const loop = answersOf(inputs, asked, options, left)
  return {
    next: () => loop.next(),
    return() {
      // Whoever waits for the next answer does not keep the loop from being left.
      leave(left)
      return loop.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

async function* answersOf(
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
  { ask, target }: { readonly ask: Ask; readonly target: string },
  options: MapOptions,
  left: AbortController,
): AsyncGenerator<unknown, void, undefined> {
  const { concurrency = standardConcurrency, ordered = true, onProgress, signal, ...rest } = options
  const isCount = Number.isInteger(concurrency) && concurrency >= 1
  assertOption(isCount, 'concurrency', concurrency, 'an integer of at least 1')
  assertOption(isIterable(inputs), 'what is mapped', inputs, 'an iterable or an async iterable')
  const given = { ...rest, signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal }
  const line = new AnswerLine(iteratorOf(inputs), (input) => ask(input, given), { concurrency, ordered })
  const takenBack = (): void => line.fail(takenBackError(target, line.sent > 0, signal?.reason))
  const end = (): void => line.end()
  signal?.addEventListener('abort', takenBack, { once: true })
  left.signal.addEventListener('abort', end, { once: true })
  try {
    if (signal?.aborted) takenBack()
    for (;;) {
      const answer = await line.next()
      if (!answer) return
      if ('error' in answer) throw answer.error
      onProgress?.({ sent: line.sent, answered: line.taken })
      yield answer.value
    }
  } finally {
    signal?.removeEventListener('abort', takenBack)
    left.signal.removeEventListener('abort', end)
    leave(left)
    await line.leave()
  }
}

function leave(left: AbortController): void {
  left.abort(new DOMException('the loop over the answers was left', 'AbortError'))
}

function takenBackError(target: string, mayHaveRun: boolean, cause: unknown): RequestError {
  return new RequestError('cancelled', 'the caller took the requests back', { target, mayHaveRun, cause })
}

/** Reads inputs while there is room, and holds answers until they are taken. The source is read beside the answers. */
class AnswerLine {
  readonly #source: Source
  readonly #ask: (input: unknown) => Promise<unknown>
  readonly #concurrency: number
  readonly #ordered: boolean
  readonly #answers = new Map<number, Answer>()
  #wake: (() => void) | undefined
  #isReading = false
  #isRead = false
  #fault: { readonly error: unknown } | undefined
  /** The source has failed: what was sent before that is answered first. */
  #sourceFault: { readonly error: unknown } | undefined
  #isLeft = false
  sent = 0
  taken = 0

  constructor(
    source: Source,
    ask: (input: unknown) => Promise<unknown>,
    { concurrency, ordered }: { readonly concurrency: number; readonly ordered: boolean },
  ) {
    this.#source = source
    this.#ask = ask
    this.#concurrency = concurrency
    this.#ordered = ordered
  }

  async next(): Promise<Answer | undefined> {
    for (;;) {
      this.#read()
      if (this.#isLeft) return undefined
      if (this.#fault) return this.#fault
      const at = this.#ordered ? this.taken : this.#answers.keys().next().value
      const answer = at === undefined ? undefined : this.#answers.get(at)
      if (answer) {
        this.#answers.delete(at as number)
        this.taken++
        return answer
      }
      if (this.#isRead && this.taken === this.sent) return this.#sourceFault
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  fail(error: unknown): void {
    this.#isRead = true
    this.#fault ??= { error }
    this.#wake?.()
  }

  /** Nobody takes the answers any more. */
  end(): void {
    this.#isLeft = true
    this.#wake?.()
  }

  async leave(): Promise<void> {
    const isEnded = this.#isRead && !this.#fault
    this.#isRead = true
    if (isEnded) return
    // A generator that waits for something ends when that has come; nobody is to wait for it here.
    if (this.#isReading) void Promise.resolve(this.#source.return?.()).catch(() => undefined)
    else await this.#source.return?.()
  }

  #read(): void {
    while (!this.#isReading && !this.#isRead && this.sent - this.taken < this.#concurrency) {
      try {
        const step = this.#source.next()
        if (isThenable(step)) return this.#await(step)
        this.#took(step)
      } catch (error) {
        return this.#failSource(error)
      }
    }
  }

  #failSource(error: unknown): void {
    this.#isRead = true
    this.#sourceFault = { error }
    this.#wake?.()
  }

  #await(step: Promise<IteratorResult<unknown>>): void {
    this.#isReading = true
    step.then(
      (came) => {
        this.#isReading = false
        if (this.#isRead) return
        this.#took(came)
        this.#read()
        this.#wake?.()
      },
      (error: unknown) => {
        this.#isReading = false
        this.#failSource(error)
      },
    )
  }

  #took({ value, done }: IteratorResult<unknown>): void {
    if (done) this.#isRead = true
    else void this.#send(this.sent++, value)
  }

  /** Never rejects: what nobody has come to yet is no unhandled rejection. */
  async #send(at: number, input: unknown): Promise<void> {
    let answer: Answer
    try {
      answer = { value: await this.#ask(input) }
    } catch (error) {
      answer = { error }
    }
    this.#answers.set(at, answer)
    this.#wake?.()
  }
}

function isIterable(inputs: unknown): boolean {
  if (typeof inputs === 'string') return true
  return typeof inputs === 'object' && inputs !== null && (Symbol.asyncIterator in inputs || Symbol.iterator in inputs)
}

function iteratorOf(inputs: Iterable<unknown> | AsyncIterable<unknown>): Source {
  return typeof inputs !== 'string' && Symbol.asyncIterator in inputs
    ? inputs[Symbol.asyncIterator]()
    : inputs[Symbol.iterator]()
}
