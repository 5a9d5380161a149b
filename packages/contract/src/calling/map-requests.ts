/** One request for each input, so many at a time: reading goes on as answers are taken, so nothing piles up. */
import type { RequestOptions } from '@errand/requests'

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
  readonly concurrency?: number
  /**
   * Answers come in the order of the inputs; otherwise as they come.
   * @default true
   */
  readonly ordered?: boolean
  /** Called after each answer. */
  readonly onProgress?: (progress: MapProgress) => void
}

const standardConcurrency = 16

type Ask = (input: unknown, options: RequestOptions) => Promise<unknown>
type Settled = { readonly at: number; readonly value: unknown } | { readonly at: number; readonly error: unknown }

/** @throws RangeError where the concurrency is not allowed */
export async function* mapRequests(
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
  ask: Ask,
  options: MapOptions,
): AsyncGenerator<unknown, void, undefined> {
  const { concurrency = standardConcurrency, ordered = true, onProgress, signal, ...rest } = options
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new RangeError(`concurrency is ${String(concurrency)}; allowed is an integer of at least 1`)
  const controller = new AbortController()
  const given = { ...rest, signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal }
  const source = iteratorOf(inputs)
  const open = new Map<number, Promise<Settled>>()
  let [sent, answered, isRead] = [0, 0, false]
  try {
    for (;;) {
      while (!isRead && open.size < concurrency) {
        const { value, done } = await source.next()
        if (done) isRead = true
        else open.set(sent, settled(sent++, ask(value, given)))
      }
      const first = open.keys().next()
      if (first.done) return
      const next = await (ordered ? (open.get(first.value) as Promise<Settled>) : Promise.race(open.values()))
      open.delete(next.at)
      if ('error' in next) throw next.error
      onProgress?.({ sent, answered: ++answered })
      yield next.value
    }
  } finally {
    controller.abort(new DOMException('the loop over the answers was left', 'AbortError'))
    await source.return?.()
  }
}

/** Never rejects: what nobody has come to yet is no unhandled rejection. */
async function settled(at: number, asked: Promise<unknown>): Promise<Settled> {
  try {
    return { at, value: await asked }
  } catch (error) {
    return { at, error }
  }
}

function iteratorOf(inputs: Iterable<unknown> | AsyncIterable<unknown>): AsyncIterator<unknown> | Iterator<unknown> {
  return Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]()
}
