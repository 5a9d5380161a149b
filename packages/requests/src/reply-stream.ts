/**
 * An answer that comes in chunks, as its reader takes them: no more are on their way, or wait here, than the window. When half
 * of it was read, the reader's end grants as many again.
 */
/** The chunks, in their order, and what the handler returned at their end. */
export interface ReplyStream<Chunk = unknown, Result = unknown> extends AsyncIterableIterator<Chunk, void, undefined> {
  /**
   * What the handler returned, as soon as it has come, whether or not the chunks before it were read; a stream that nobody reads
   * stands still when its window is full, up to its deadline. Rejects with what the loop over the chunks throws at its end. Nobody
   * needs to look at it.
   */
  readonly result: Promise<Result>
  /** Takes the request back. Leaving the loop over the chunks does the same. */
  cancel(): void
}

export interface StreamReader {
  /** Grants more. */
  pull(chunks: number): void
  /** Nobody reads any more. */
  cancel(): void
}

type Step = IteratorResult<unknown, void>

type End = { readonly value: unknown } | { readonly error: unknown }

interface Waiting {
  readonly resolve: (step: Step) => void
  readonly reject: (error: unknown) => void
}

export class ChunkStream implements ReplyStream {
  readonly result: Promise<unknown>
  readonly #reader: StreamReader
  readonly #window: number
  readonly #chunks: unknown[] = []
  readonly #waiting: Waiting[] = []
  #settle!: { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }
  /** Chunks that were read since more were granted. */
  #read = 0
  #end: End | undefined
  #isLeft = false

  constructor(window: number, reader: StreamReader) {
    this.#window = window
    this.#reader = reader
    this.result = new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
    // Whoever reads the chunks is told by them.
    this.result.catch(() => undefined)
  }

  push(chunk: unknown): void {
    if (this.#isLeft) return
    const waiting = this.#waiting.shift()
    if (!waiting) return void this.#chunks.push(chunk)
    this.#count()
    waiting.resolve({ value: chunk, done: false })
  }

  ended(value: unknown): void {
    this.#finish({ value })
  }

  failed(error: unknown): void {
    this.#finish({ error })
  }

  next(): Promise<Step> {
    if (this.#chunks.length > 0) {
      this.#count()
      return Promise.resolve({ value: this.#chunks.shift(), done: false })
    }
    if (this.#isLeft) return Promise.resolve({ value: undefined, done: true })
    const end = this.#end
    if (!end) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
    return 'value' in end ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(end.error)
  }

  return(): Promise<Step> {
    this.cancel()
    return Promise.resolve({ value: undefined, done: true })
  }

  cancel(): void {
    if (this.#isLeft) return
    this.#isLeft = true
    this.#chunks.length = 0
    if (!this.#end) this.#reader.cancel()
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #finish(end: End): void {
    if (this.#end) return
    this.#end = end
    if ('value' in end) this.#settle.resolve(end.value)
    else this.#settle.reject(end.error)
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if ('value' in end) resolve({ value: undefined, done: true })
      else reject(end.error)
    }
  }

  #count(): void {
    this.#read++
    if (this.#end || this.#read * 2 < this.#window) return
    this.#reader.pull(this.#read)
    this.#read = 0
  }
}
