// How events and summaries look, for people and for programs.
import { describe, expect, test } from 'vitest'
import type { ExchangeEvent } from '../src/exchange-event.js'
import { jsonReport } from '../src/report/json-report.js'
import { unpainted } from '../src/report/paint.js'
import { textReport } from '../src/report/text-report.js'
import { exitCodeOf, shapingFlags, type Summary } from '../src/summary.js'
import { workerNames } from '../src/worker-names.js'

const events: readonly ExchangeEvent[] = [
  { event: 'request', messageNo: 7, worker: 'worker.2' },
  { event: 'reply', messageNo: 7, worker: 'worker.2', response: 'worker.2', latencyMs: 0.314_159 },
  { event: 'reply', messageNo: 10, worker: 'worker.10', response: 'worker.10', nested: 'worker.1', latencyMs: 1234.5 },
  { event: 'failure', messageNo: 8, worker: 'worker.3', code: 'deadline', message: 'no answer', latencyMs: 10_000 },
]

const summary: Summary = {
  example: 'example',
  flags: { workers: 2, inFlight: 5, transport: 'ipc' },
  requests: 1200,
  replies: 1198,
  failures: { deadline: 2 },
  nestedRequests: 40,
  workers: { 'worker.1': { messages: 1000, nested: 40 }, 'worker.2': { messages: 198, nested: 0 } },
  latencyMs: { p50: 0.5, p90: 1, p99: 2.345_678, max: 10 },
  durationMs: 2000,
}

describe('for people', () => {
  const shown = { paint: unpainted, workers: workerNames(10), messages: 10, quiet: true }

  test('columns are aligned', () => {
    const report = textReport(shown)
    expect(events.map((event) => report.event(event))).toEqual([
      'request   7  worker.2',
      'reply     7  worker.2   response worker.2      0.31 ms',
      'reply    10  worker.10  response worker.10  1234.50 ms  nested worker.1',
      'failure   8  worker.3   deadline: no answer',
    ])
  })

  test('kinds of events differ in colour', () => {
    const report = textReport({ ...shown, paint: (colour, text) => `<${colour}>${text}</>` })
    expect(events.map((event) => report.event(event).split('</>', 1)[0])).toEqual([
      '<yellow>request',
      '<green>reply  ',
      '<green>reply  ',
      '<red>failure',
    ])
  })

  test('the summary has all counts, and the flags that make the run again', () => {
    expect(textReport(shown).summary(summary).split('\n')).toEqual([
      'requests  1,200',
      'replies   1,198',
      'failures  2 deadline',
      'nested    40 requests from worker to worker',
      'workers   worker.1  1,000 messages, 40 nested',
      '          worker.2    198 messages',
      'latency   p50 0.50 ms   p90 1.00 ms   p99 2.35 ms   max 10.00 ms',
      'duration  2000.00 ms, 599 replies a second',
      'flags     --workers 2 --in-flight 5 --transport ipc',
    ])
  })

  test('an empty line parts the summary from what was printed before it', () => {
    expect(textReport({ ...shown, quiet: false }).summary(summary)).toMatch(/^\nrequests/)
  })

  test('a stop is told', () => {
    const text = textReport(shown).summary({ ...summary, stoppedBy: 'SIGINT' })
    expect(text).toContain('requests  1,200, then stopped by SIGINT\n')
  })

  test('many workers are not listed, but how they share the work', () => {
    const workers = Object.fromEntries(workerNames(1000).map((name, at) => [name, { messages: at % 4, nested: 0 }]))
    const text = textReport(shown).summary({ ...summary, workers })
    expect(text).toContain('workers   750 of 1,000 answered, each 1 to 3 messages; --json lists them\n')
  })

  test('a run without replies has no latency', () => {
    const idle = { ...summary, replies: 0, latencyMs: undefined, durationMs: 0 }
    expect(textReport(shown).summary(idle)).toContain('latency   unknown: there was no reply\nduration  0.00 ms\n')
  })
})

describe('for programs', () => {
  test('an event is a line of JSON, in microseconds', () => {
    expect(events.map((event) => JSON.parse(jsonReport.event(event)))).toEqual(
      events.map((event) => ('latencyMs' in event && event.messageNo === 7 ? { ...event, latencyMs: 0.314 } : event)),
    )
  })

  test('the summary is one too', () => {
    const text = jsonReport.summary(summary)
    expect(text).not.toContain('\n')
    expect(JSON.parse(text)).toEqual({
      event: 'summary',
      ...summary,
      latencyMs: { p50: 0.5, p90: 1, p99: 2.346, max: 10 },
    })
  })
})

describe('a summary', () => {
  test.each([
    [{ failures: {} }, 0],
    [{ failures: { deadline: 1 } }, 1],
    [{ failures: {}, stoppedBy: 'SIGINT' }, 130],
    [{ failures: { closed: 3 }, stoppedBy: 'SIGTERM' }, 143],
    [{ failures: {}, stoppedBy: 'SIGPIPE' }, 141],
  ] as const)('of %j means exit code %i', (ended, code) => {
    expect(exitCodeOf(ended)).toBe(code)
  })

  test('names the flags that shape a run, and not those that shape what is printed', () => {
    expect(shapingFlags({ workers: 3, transport: 'tcp', quiet: true, json: false })).toEqual({
      workers: 3,
      transport: 'tcp',
    })
  })
})
