/** Streams whose errors are told in other words, and those that are still to begin. */
import type { ReplyStream } from '@errand/requests'
import { calledFrom } from './called-from.js'

export function mappedStream(stream: ReplyStream, told: (error: unknown) => unknown): ReplyStream {
  const result = stream.result.catch((error: unknown) => {
    throw told(error)
  })
  // Whoever reads the chunks is told by them.
  result.catch(() => undefined)
  const mapped: ReplyStream = {
    result,
    cancel: () => stream.cancel(),
    // An async function, so that an error knows who awaited it.
    async next() {
      try {
        return await stream.next()
      } catch (error) {
        throw calledFrom(told(error))
      }
    },
    return: () => stream.return?.() ?? Promise.resolve({ value: undefined, done: true }),
    [Symbol.asyncIterator]: () => mapped,
  }
  return mapped
}

/** A stream that is not there yet: what asks for it waits for something, or has failed. */
class PendingStream implements ReplyStream {
  readonly result: Promise<unknown>
  readonly #stream: Promise<ReplyStream>
  #isLeft = false

  constructor(stream: Promise<ReplyStream>) {
    this.#stream = stream
    this.result = stream.then(({ result }) => result)
    // Whoever reads the chunks is told by them.
    this.result.catch(() => undefined)
  }

  async next(): Promise<IteratorResult<unknown, void>> {
    if (this.#isLeft) return { value: undefined, done: true }
    const stream = await this.#stream
    return stream.next()
  }

  async return(): Promise<IteratorResult<unknown, void>> {
    this.cancel()
    return { value: undefined, done: true }
  }

  cancel(): void {
    this.#isLeft = true
    this.#stream.then(
      (stream) => stream.cancel(),
      () => undefined,
    )
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

export function pendingStream(stream: Promise<ReplyStream>): ReplyStream {
  return new PendingStream(stream)
}
