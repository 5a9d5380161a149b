/** Streams whose errors are told in other words, and those that have failed before they began. */
import type { ReplyStream } from '@errand/requests'

export function mappedStream(stream: ReplyStream, told: (error: unknown) => unknown): ReplyStream {
  const result = stream.result.catch((error: unknown) => {
    throw told(error)
  })
  // Whoever reads the chunks is told by them.
  result.catch(() => undefined)
  const mapped: ReplyStream = {
    result,
    cancel: () => stream.cancel(),
    next: () =>
      stream.next().catch((error: unknown) => {
        throw told(error)
      }),
    return: () => stream.return?.() ?? Promise.resolve({ value: undefined, done: true }),
    [Symbol.asyncIterator]: () => mapped,
  }
  return mapped
}

class FailedStream implements ReplyStream {
  readonly result: Promise<unknown>
  readonly #error: unknown

  constructor(error: unknown) {
    this.#error = error
    this.result = this.next()
  }

  async next(): Promise<never> {
    throw this.#error
  }

  async return(): Promise<IteratorResult<unknown, void>> {
    return { value: undefined, done: true }
  }

  cancel(): void {}

  [Symbol.asyncIterator](): this {
    return this
  }
}

export function failedStream(error: unknown): ReplyStream {
  const failed = new FailedStream(error)
  failed.result.catch(() => undefined)
  return failed
}
