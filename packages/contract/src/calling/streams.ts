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

export function failedStream(error: unknown): ReplyStream {
  const result = Promise.reject<unknown>(error)
  result.catch(() => undefined)
  const failed: ReplyStream = {
    result,
    cancel: () => undefined,
    next: () => Promise.reject(error),
    return: () => Promise.resolve({ value: undefined, done: true }),
    [Symbol.asyncIterator]: () => failed,
  }
  return failed
}
