/** The lane of a worker of the JSON profile: what it is sent, what its answers mean, and what cannot be said so. */
import { type OutcomeRecord, payloadCodecs, type TaskRecord } from '@errand/protocol'
import { endpointBook, memorySockets, type MessageSocket } from '@errand/sockets'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type JsonLane, jsonLane, outcomeOfJson } from '../src/json/json-lane.js'
import { deepJson, until, writesAnyDepth } from './peer.js'

const codecs = payloadCodecs()

function task(id: number, payload: { codec: string; body: string | Uint8Array }): TaskRecord {
  return { kind: 'task', id, worker: 'w', target: 'w', deadlineMs: 1, attempt: 1, metadata: '', ...payload }
}

const tooDeep: [string, { codec: string; body: string }] = [
  'an object that nests too deeply to be written',
  { codec: 'j', body: deepJson('"n":1') },
]

describe('a lane of the JSON profile', () => {
  const failed: OutcomeRecord[] = []
  const heard: unknown[] = []
  const endpoints = new Map<string, string>()
  let sockets = memorySockets()
  let lane: JsonLane

  beforeEach(async () => {
    failed.length = 0
    heard.length = 0
    sockets = memorySockets()
    const inproc = endpointBook({ transport: 'inproc' })
    const book = {
      ...inproc,
      async bind(socket: MessageSocket, name: string) {
        const endpoint = await inproc.bind(socket, name)
        endpoints.set(name, endpoint)
        return endpoint
      },
    }
    lane = await jsonLane({ name: 'w', sockets, book, codecs, failed: (outcome) => failed.push(outcome) })
  })

  afterEach(() => {
    lane.close()
    sockets.closeAll()
  })

  function connectWorker(): void {
    const pull = sockets.open('pull')
    pull.connect(endpoints.get('w') as string)
    pull.listen(([frame]) => heard.push(JSON.parse(String(frame))))
  }

  it('is for one worker of its name, which runs one at a time', () => {
    expect(lane.worker).toEqual({ name: 'w', services: [], concurrency: 1 })
    expect(lane.slots).toBeGreaterThan(1)
  })

  it('sends the object of the client with the name of the worker and the lease', async () => {
    connectWorker()
    lane.port.send(task(5, codecs.encode({ n: 1, worker: 'a service', errandLease: 'forged' })))
    await until(() => heard.length > 0)
    expect(heard).toEqual([{ n: 1, worker: 'w', errandLease: 5 }])
    expect(failed).toEqual([])
  })

  it('keeps what is sent before the worker has connected, in order', async () => {
    for (const n of [1, 2, 3]) lane.port.send(task(n, codecs.encode({ n })))
    connectWorker()
    await until(() => heard.length === 3)
    expect(heard).toMatchObject([{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  it.each([
    ['bytes', codecs.encode(Uint8Array.of(1, 2))],
    ['nothing', codecs.encode(undefined)],
    ['a list', codecs.encode([1])],
    ['a text', codecs.encode('x')],
    ['null', codecs.encode(null)],
    ['half of an object', { codec: 'j', body: '{"half":' }],
    ['a codec that is not known', { codec: 'x', body: 'AAAA' }],
    ...(writesAnyDepth ? [] : [tooDeep]),
  ])('fails the task, not the broker, where the body is %s', async (_what, payload) => {
    lane.port.send(task(9, payload))
    // Not at once: the core is giving the task out.
    expect(failed).toEqual([])
    await until(() => failed.length > 0)
    expect(failed).toMatchObject([{ kind: 'failure', id: 9, code: 'bad-request' }])
    expect(codecs.decode(failed[0] as OutcomeRecord)).toMatchObject({
      message: 'w is a worker of the JSON profile: the body of a request is an object',
    })
  })

  it('says nothing of a cancellation, for which the profile has no word', async () => {
    connectWorker()
    lane.port.send({ kind: 'cancel', id: 5 })
    lane.port.send(task(6, codecs.encode({ n: 6 })))
    await until(() => heard.length > 0)
    expect(heard).toMatchObject([{ n: 6 }])
  })

  it('stops its worker by an empty message on a PAIR', async () => {
    const pair = sockets.open('pair')
    const stops: string[][] = []
    pair.connect(endpoints.get('w.stop') as string)
    pair.listen((frames) => stops.push(frames.map(String)))
    lane.stop()
    await until(() => stops.length > 0)
    expect(stops).toEqual([['']])
  })
})

describe('an answer in the JSON profile', () => {
  const bodyBytesMax = 1024

  it('is the reply of its lease, without the lease', () => {
    const outcome = outcomeOfJson({ errandLease: 7, response: 'w', n: 1 }, bodyBytesMax) as OutcomeRecord
    expect(outcome).toMatchObject({ kind: 'reply', id: 7 })
    expect(codecs.decode(outcome)).toEqual({ response: 'w', n: 1 })
  })

  it('is a failure where it has one', () => {
    const failure = { code: 'overloaded', message: 'it broke', name: 'ValueError' }
    const outcome = outcomeOfJson({ errandLease: 7, response: 'w', failure }, bodyBytesMax) as OutcomeRecord
    // Whatever the worker calls it: codes that say that nothing has run are not for handlers to use.
    expect(outcome).toMatchObject({ kind: 'failure', id: 7, code: 'handler-failed' })
    expect(codecs.decode(outcome)).toEqual(failure)
  })

  it.each([undefined, null, '7', {}])('belongs to nobody where its lease is %o', (errandLease) => {
    expect(outcomeOfJson({ errandLease, response: 'w' }, bodyBytesMax)).toBeUndefined()
  })

  it.skipIf(writesAnyDepth)('that nests too deeply to be written again is a bad result', () => {
    const answer = JSON.parse(deepJson('"errandLease":7')) as { errandLease: number }
    expect(outcomeOfJson(answer, bodyBytesMax)).toMatchObject({ kind: 'failure', id: 7, code: 'bad-result' })
  })

  it('that is longer than a body may be is a bad result', () => {
    const answer = { errandLease: 7, response: 'w', text: 'é'.repeat(bodyBytesMax / 2) }
    expect(outcomeOfJson(answer, bodyBytesMax)).toMatchObject({ kind: 'failure', id: 7, code: 'bad-result' })
  })
})
