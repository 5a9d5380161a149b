/** One request for each input: order, room, and what ends the loop. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Ask, mapRequests, type MapOptions } from '../src/calling/map-requests.js'

interface Question {
  readonly input: unknown
  readonly signal: AbortSignal | undefined
  answer(value: unknown): void
  fail(error: unknown): void
}

/** Requests that are answered by hand. */
function scene(inputs: Iterable<unknown> | AsyncIterable<unknown>, options: MapOptions = {}) {
  const questions: Question[] = []
  const ask: Ask = (input, { signal }) => new Promise((answer, fail) => questions.push({ input, signal, answer, fail }))
  return { questions, loop: mapRequests(inputs, { ask, target: 'images' }, options) }
}

const turn = (): Promise<void> => pause(0)

async function* never(first: readonly unknown[]): AsyncGenerator<unknown, void, undefined> {
  yield* first
  await new Promise(() => undefined)
}

async function* breaking(): AsyncGenerator<number, void, undefined> {
  yield 1
  throw new Error('no more')
}

describe('the answers of a map', () => {
  it('come in the order of the inputs', async () => {
    const { questions, loop } = scene(['a', 'b'])
    const first = loop.next()
    await turn()
    questions[1]?.answer('B')
    questions[0]?.answer('A')
    expect([(await first).value, (await loop.next()).value, (await loop.next()).done]).toEqual(['A', 'B', true])
  })

  it('come as they come, where no order is asked for', async () => {
    const { questions, loop } = scene(['a', 'b'], { ordered: false })
    const first = loop.next()
    await turn()
    questions[1]?.answer('B')
    expect((await first).value).toBe('B')
    questions[0]?.answer('A')
    expect((await loop.next()).value).toBe('A')
  })

  it('are there while the source has not come up with the next input', async () => {
    const { questions, loop } = scene(never(['a']))
    const first = loop.next()
    await turn()
    questions[0]?.answer('A')
    expect((await first).value).toBe('A')
  })

  it('are counted', async () => {
    const seen: unknown[] = []
    const { questions, loop } = scene(['a', 'b', 'c'], { concurrency: 2, onProgress: (told) => seen.push(told) })
    const first = loop.next()
    await turn()
    questions[0]?.answer('A')
    await first
    expect(seen).toEqual([{ sent: 2, answered: 1 }])
  })
})

describe('the room of a map', () => {
  it('is taken by requests and by answers that wait', async () => {
    const { questions, loop } = scene([1, 2, 3, 4], { concurrency: 2 })
    const first = loop.next()
    await turn()
    expect(questions).toHaveLength(2)
    questions[1]?.answer('second')
    await turn()
    expect(questions).toHaveLength(2)
    questions[0]?.answer('first')
    await first
    void loop.next()
    await turn()
    expect(questions).toHaveLength(3)
  })

  it('is an integer of at least 1', async () => {
    await expect(scene([1], { concurrency: 0 }).loop.next()).rejects.toThrow(
      'concurrency is 0; allowed is an integer of at least 1',
    )
  })
})

describe('a map ends', () => {
  it('with the error of the first that fails, and takes back the others', async () => {
    const { questions, loop } = scene(['a', 'b'])
    const first = loop.next()
    await turn()
    questions[0]?.fail(new Error('no'))
    await expect(first).rejects.toThrow('no')
    expect(questions[1]?.signal?.aborted).toBe(true)
  })

  it('when its loop is left, which closes the source', async () => {
    let isClosed = false
    function* source(): Generator<number, void, undefined> {
      try {
        for (;;) yield 1
      } finally {
        isClosed = true
      }
    }
    const { questions, loop } = scene(source(), { concurrency: 2 })
    const first = loop.next()
    await turn()
    questions[0]?.answer('A')
    await first
    await loop.return?.()
    expect([isClosed, questions[1]?.signal?.aborted]).toEqual([true, true])
  })

  it('when its signal is aborted, though the source still waits for something', async () => {
    const controller = new AbortController()
    const { loop } = scene(never([]), { signal: controller.signal })
    const first = loop.next()
    controller.abort()
    await expect(first).rejects.toMatchObject({ code: 'cancelled', target: 'images' })
  })

  it('with the error of its source, behind the answers to what came before', async () => {
    const { questions, loop } = scene(breaking())
    const [first, second] = [loop.next(), loop.next()]
    await turn()
    questions[0]?.answer('A')
    expect((await first).value).toBe('A')
    await expect(second).rejects.toThrow('no more')
  })

  it('when it is left, though somebody waits for the next answer', async () => {
    const { questions, loop } = scene(['a', 'b'])
    const first = loop.next()
    await turn()
    await loop.return?.()
    expect(await first).toEqual({ value: undefined, done: true })
    expect(questions.map(({ signal }) => signal?.aborted)).toEqual([true, true])
  })

  it('with the reason of its signal, and whether anything was sent', async () => {
    const reason = new Error('enough')
    await expect(scene(['a'], { signal: AbortSignal.abort(reason) }).loop.next()).rejects.toMatchObject({
      code: 'cancelled',
      mayHaveRun: false,
      cause: reason,
    })
    const controller = new AbortController()
    const { loop } = scene(['a'], { signal: controller.signal })
    const first = loop.next()
    await turn()
    controller.abort(reason)
    await expect(first).rejects.toMatchObject({ code: 'cancelled', mayHaveRun: true, cause: reason })
  })
})
