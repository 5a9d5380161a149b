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
  readonly #reason: unknown

  constructor(reason: unknown) {
    this.#reason = reason
    this.result = this.next()
  }

  async next(): Promise<never> {
    throw this.#reason
  }

  async return(): Promise<IteratorResult<unknown, void>> {
    return { value: undefined, done: true }
  }

  cancel(): void {}

  [Symbol.asyncIterator](): this {
    return this
  }
}

export function failedStream(reason: unknown): ReplyStream {
  const failed = new FailedStream(reason)
  failed.result.catch(() => undefined)
  return failed
}
