// Asking workers: so many at a time, in order, until the end or a stop.
import { describe, expect, test } from 'vitest'
import { type Asking, askWorkers } from '../src/ask-workers.js'
import type { ExchangeEvent } from '../src/exchange-event.js'
import type { Reply } from '../src/messages.js'

interface Open {
  readonly worker: string
  readonly messageNo: number
  answer(reply?: Partial<Reply>): void
  fail(error: unknown): void
}

/** Workers that answer when the test says so. */
function staged(given: Partial<Asking> = {}): { events: ExchangeEvent[]; open: Open[]; ended: Promise<void> } {
  const events: ExchangeEvent[] = []
  const open: Open[] = []
  const ended = askWorkers({
    workers: ['worker.1', 'worker.2'],
    messages: 3,
    inFlight: 1,
    seed: 1,
    stop: new AbortController().signal,
    send: (worker, { messageNo }) =>
      new Promise((resolve, reject) => {
        open.push({
          worker,
          messageNo,
          answer: (reply) => resolve({ messageNo, response: worker, ...reply }),
          fail: reject,
        })
      }),
    tell: (event) => events.push(event),
    ...given,
  })
  return { events, open, ended }
}

/** Lets everything happen that needs no further answer. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function told(events: readonly ExchangeEvent[]): readonly string[] {
  return events.map(({ event, messageNo }) => `${event} ${messageNo}`)
}

test('with one under way, each request waits for the reply before it', async () => {
  const { events, open, ended } = staged()
  for (const messageNo of [0, 1, 2]) {
    await settle()
    expect(open).toHaveLength(messageNo + 1)
    open[messageNo]?.answer()
  }
  await ended
  expect(told(events)).toEqual(['request 1', 'reply 1', 'request 2', 'reply 2', 'request 3', 'reply 3'])
})

test('no more are under way than allowed', async () => {
  const { events, open, ended } = staged({ inFlight: 2 })
  expect(told(events)).toEqual(['request 1', 'request 2'])
  open[1]?.answer()
  await settle()
  expect(told(events)).toEqual(['request 1', 'request 2', 'reply 2', 'request 3'])
  open[0]?.answer()
  open[2]?.answer()
  await ended
  expect(events).toHaveLength(6)
})

test('a reply tells who answered, whom that worker asked, and how long it took', async () => {
  const { events, open, ended } = staged({ messages: 1 })
  open[0]?.answer({ response: 'worker.2', nested: { workerRequest: 'worker.2', response: 'worker.1' } })
  await ended
  expect(events[1]).toEqual({
    event: 'reply',
    messageNo: 1,
    worker: open[0]?.worker,
    response: 'worker.2',
    nested: 'worker.1',
    latencyMs: expect.any(Number),
  })
})

describe('a request that fails', () => {
  test('is told with its code, and the others go on', async () => {
    const { events, open, ended } = staged({ messages: 2 })
    open[0]?.fail(Object.assign(new Error('too late'), { code: 'deadline' }))
    await settle()
    open[1]?.answer()
    await ended
    expect(events[1]).toMatchObject({ event: 'failure', messageNo: 1, code: 'deadline', message: 'too late' })
    expect(told(events)).toEqual(['request 1', 'failure 1', 'request 2', 'reply 2'])
  })

  test('by a fault of the program ends everything', async () => {
    const { open, ended } = staged()
    open[0]?.fail(new TypeError('oops'))
    await expect(ended).rejects.toThrow('oops')
  })
})

describe('once a stop is asked for', () => {
  test('nothing more is sent, and open requests end', async () => {
    const stop = new AbortController()
    const { events, open, ended } = staged({ inFlight: 2, messages: 10, stop: stop.signal })
    stop.abort()
    open[0]?.answer()
    open[1]?.answer()
    await ended
    expect(told(events)).toEqual(['request 1', 'request 2', 'reply 1', 'reply 2'])
  })

  test('before the first request, none is sent', async () => {
    const { events, ended } = staged({ stop: AbortSignal.abort() })
    await ended
    expect(events).toEqual([])
  })
})
