// Counting what happens.
import { expect, test } from 'vitest'
import type { ExchangeEvent } from '../src/exchange-event.js'
import { Tally } from '../src/tally.js'

function request(messageNo: number, worker: string): ExchangeEvent {
  return { event: 'request', messageNo, worker }
}

function reply(messageNo: number, worker: string, latencyMs: number, nested?: string): ExchangeEvent {
  return { event: 'reply', messageNo, worker, response: worker, latencyMs, ...(nested && { nested }) }
}

function failure(messageNo: number, worker: string, code: string): ExchangeEvent {
  return { event: 'failure', messageNo, worker, code, message: code, latencyMs: 1 }
}

function tallyOf(...events: readonly ExchangeEvent[]): Tally {
  const tally = new Tally(['worker.1', 'worker.2'])
  for (const event of events) tally.count(event)
  return tally
}

test('counts requests, replies, nested requests, and who answered them', () => {
  const tally = tallyOf(
    request(1, 'worker.1'),
    reply(1, 'worker.1', 1),
    request(2, 'worker.2'),
    reply(2, 'worker.2', 1, 'worker.1'),
    request(3, 'worker.2'),
    reply(3, 'worker.2', 1, 'worker.1'),
  )
  expect(tally.counts()).toMatchObject({
    requests: 3,
    replies: 3,
    failures: {},
    nestedRequests: 2,
    workers: { 'worker.1': { messages: 1, nested: 2 }, 'worker.2': { messages: 2, nested: 0 } },
  })
})

test('counts failures by code', () => {
  const tally = tallyOf(
    request(1, 'worker.1'),
    request(2, 'worker.1'),
    request(3, 'worker.1'),
    failure(1, 'worker.1', 'deadline'),
    failure(2, 'worker.1', 'deadline'),
    failure(3, 'worker.1', 'worker-lost'),
  )
  expect(tally.counts()).toMatchObject({
    requests: 3,
    replies: 0,
    failures: { deadline: 2, 'worker-lost': 1 },
    latencyMs: undefined,
  })
})

test('knows the percentiles of the latency to a part in a thousand', () => {
  const { latencyMs } = tallyOf(
    ...Array.from({ length: 1000 }, (_, index) => reply(index, 'worker.1', index + 1)),
  ).counts()
  const expected = { p50: 500, p90: 900, p99: 990, max: 1000 }
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs((latencyMs?.[name as keyof typeof expected] ?? 0) / value - 1)).toBeLessThan(0.001)
  }
})

test('a run without any event took no time', () => {
  expect(tallyOf().counts()).toMatchObject({ requests: 0, durationMs: 0, latencyMs: undefined })
})
