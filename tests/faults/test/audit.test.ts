// The audit finds what it is there for: each log is told one lie, and the audit names the invariant that it breaks.
import { expect, it } from 'vitest'
import { audit } from '../src/audit/audit.js'
import { type ClientEntry, ClientLog, type ReadChunk } from '../src/audit/client-log.js'
import type { Evidence } from '../src/audit/evidence.js'
import type { HandlerEntry } from '../src/audit/handler-log.js'

const books = {
  accepted: 2,
  refused: 0,
  replied: 2,
  failed: {},
  lateResults: 0,
  strayResults: 0,
  violations: 0,
  unknownKinds: 0,
  open: 0,
  queued: 0,
  leased: 0,
  threads: 1,
  workers: [],
} as unknown as Evidence['brokers'][number]

function entryOf(number: number): ClientEntry {
  const key = `c1.${number}`
  const ending = { value: { key, attempt: 1, worker: 'a' } }
  return { key, target: 'a', attempts: 1, deadlineMs: 1000, sentAt: number, ending, endedAt: number + 5 }
}

function start(key: string, attempt = 1): HandlerEntry {
  return { event: 'start', key, attempt, worker: 'a', detail: 'in-order' }
}

function chunk(at: number): ReadChunk {
  return { key: 'c1.1', attempt: 1, at }
}

interface Lies {
  readonly entry?: Partial<ClientEntry>
  readonly came?: number
  readonly granted?: number
  readonly outcomes?: readonly string[]
  readonly sent?: number
  readonly handlers?: readonly HandlerEntry[]
  readonly broker?: object
}

/** Two requests of a client, both answered; and what is not so. */
function evidence(lies: Lies = {}): Evidence {
  const { entry, outcomes = ['reply 1'], sent = 1, handlers, broker, came = 0, granted = 0 } = lies
  const client = new ClientLog('c1')
  client.entries.push({ ...entryOf(1), ...entry }, entryOf(2))
  client.wire.set('1', { sent, outcomes: [...outcomes], granted, chunks: came })
  return {
    clients: [client],
    brokers: [{ ...books, ...broker }],
    handlers: handlers ?? [start('c1.1'), start('c1.2')],
    outsiders: ['stranger'],
    slackMs: 100,
  }
}

function found(lies: Lies): readonly string[] {
  return audit(evidence(lies)).map(({ invariant, message }) => `${invariant} ${message}`)
}

it('finds nothing where all is well', () => {
  expect(found({})).toEqual([])
  expect(found({ handlers: [start('c1.1'), start('stranger.1'), start('c1.2')] })).toEqual([])
})

it.each<[string, Lies]>([
  ['I1 c1.1 for a never ended', { entry: { ending: undefined as never } }],
  ['I1 a broker took 3 and refused 0, but ended 2 and has 0 open', { broker: { accepted: 3 } }],
  ['I1 a broker has 1 requests open at the end', { broker: { accepted: 3, open: 1 } }],
  ['I3 c1, request 1: got 2 different outcomes: reply 1 / reply 2', { outcomes: ['reply 1', 'reply 2', 'reply 1'] }],
  ['I4 c1.1 was started 2 times; allowed were 1', { handlers: [start('c1.1'), start('c1.1', 0), start('c1.2')] }],
  [
    'I4 c1.1 was started as attempts 1, 1',
    { entry: { attempts: 2 }, handlers: [start('c1.1'), start('c1.1'), start('c1.2')] },
  ],
  ['I4 a handler was started for c9.1, which nobody sent', { handlers: [start('c1.1'), start('c9.1'), start('c1.2')] }],
  [
    'I4 c1.1 was said not to have run (overloaded), but its handler was started',
    { entry: { ending: { code: 'overloaded', mayHaveRun: false } } },
  ],
  [
    'I5 c1.1 was answered by attempt 1 of 2',
    { entry: { attempts: 2 }, handlers: [start('c1.1'), start('c1.1', 2), start('c1.2')] },
  ],
  ['I7 c1, request 1: was never sent, and got reply 1', { sent: 0 }],
  ['I7 c1.1 got the reply to c1.2', { entry: { ending: { value: { key: 'c1.2' } } } }],
  ['I7 c1.1 got a reply, but no handler was started for it', { handlers: [start('c1.2')] }],
  ['I8 c1.1 ended after 1200 ms; its deadline was 1000 ms', { entry: { endedAt: 1201 } }],
  ['I14 c1.1 got chunk 3 of c1.1 in place of 2', { entry: { chunks: [chunk(1), chunk(3)] } }],
  ['I14 c1.1 got chunks of attempts 1 and 2', { entry: { chunks: [chunk(1), { ...chunk(2), attempt: 2 }] } }],
  ['I14 c1.1 was answered after 1 of undefined chunks', { entry: { chunks: [chunk(1)] } }],
  ['I14 c1, request 1: 3 chunks came, and 2 were asked for', { came: 3, granted: 2 }],
  ['I12 c1.2 was started before c1.1, which was sent to a earlier', { handlers: [start('c1.2'), start('c1.1')] }],
])('finds that %s', (message, lies) => {
  expect(found(lies)).toContain(message)
})

it('holds nobody to an order who does not promise one', () => {
  const unordered = [start('c1.2'), start('c1.1')].map((entry) => ({ ...entry, detail: 'in-any-order' }))
  expect(found({ handlers: unordered })).toEqual([])
})

it('takes a refusal for no outcome where the request was sent again after it', () => {
  const log = new ClientLog('c1')
  log.noteSent('1')
  log.noteOutcome('1', 'failure overloaded')
  log.noteSent('1')
  log.noteOutcome('1', 'reply 1')
  expect(log.wire.get('1')).toMatchObject({ sent: 2, outcomes: ['reply 1'] })
  log.noteSent('1')
  expect(log.wire.get('1')?.outcomes).toEqual(['reply 1'])
})

it('does not ask a client that was killed for its ends', () => {
  const lies = evidence({ entry: { ending: undefined as never } })
  for (const client of lies.clients) client.isKilled = true
  expect(audit(lies)).toEqual([])
})
