/** Clients of the JSON profile: their objects as requests, outcomes as objects, each in the framing in which it was asked. */
import {
  defaultLimits,
  type OutcomeRecord,
  type PayloadCodec,
  payloadCodecs,
  type RequestRecord,
} from '@errand/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { JsonClients } from '../src/json/json-clients.js'
import { deepJson, writesAnyDepth } from './peer.js'

const codecs = payloadCodecs()

interface Sent {
  readonly peer: string
  readonly message: unknown
  readonly delimited: boolean
}

const sent: Sent[] = []
let clients: JsonClients

beforeEach(() => {
  sent.length = 0
  clients = new JsonClients({
    codecs,
    limits: { ...defaultLimits, bodyBytesMax: 1024 },
    send: (peer, text, delimited) => sent.push({ peer, message: JSON.parse(text), delimited }),
  })
})

function read(message: unknown, { peer = 'main', delimited = false } = {}): RequestRecord | undefined {
  return clients.read(peer, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)), delimited)
}

function taken(message: unknown, options?: { peer?: string; delimited?: boolean }): RequestRecord {
  const request = read(message, options)
  if (!request) throw new Error(`it was refused: ${JSON.stringify(sent)}`)
  return request
}

function reply(id: number, value: unknown): OutcomeRecord {
  return { kind: 'reply', id, metadata: '', ...codecs.encode(value) }
}

function answer(outcome: OutcomeRecord, { peer = 'main', worker = 'worker.1' } = {}): void {
  expect(clients.answer(clients.keyOf(peer), outcome, worker)).toBe(true)
}

describe('an object of a client', () => {
  it('becomes a request with all its fields and its source', () => {
    const request = taken({ worker: 'worker.1', messageNo: 7, source: 'forged', deep: [{ ü: null }] })
    expect(request).toMatchObject({ kind: 'request', target: 'worker.1', deadlineMs: 30_000, attempts: 1, codec: 'j' })
    expect(codecs.decode(request)).toEqual({ worker: 'worker.1', messageNo: 7, source: 'main', deep: [{ ü: null }] })
    expect(sent).toEqual([])
  })

  it('gets a number of its own, whoever sends it', () => {
    const ids = ['a', 'b', 'a'].map((peer) => taken({ worker: 'w' }, { peer }).id)
    expect(new Set(ids).size).toBe(3)
  })

  it('of a peer whose routing id is not text has its bytes as characters', () => {
    const request = taken({ worker: 'w' }, { peer: '\u0000\u00ff\u0080' })
    expect(codecs.decode(request)).toMatchObject({ source: '\u0000\u00ff\u0080' })
  })

  it.each([
    ['{"half":', {}, 'the message is not the JSON of an object'],
    ['{]', {}, 'the message is not the JSON of an object'],
    [{ n: 1 }, { n: 1 }, '"worker" is of type undefined, not the name of a worker or service'],
    [{ worker: 7, n: 1 }, { worker: 7, n: 1 }, '"worker" is of type number, not the name of a worker or service'],
    [{ worker: '#x' }, { worker: '#x' }, '"worker" is "#x", not the name of a worker or service'],
    [{ worker: null }, { worker: null }, '"worker" is of type object, not the name of a worker or service'],
  ])('that is no request (%o) is answered with bad-request and its own fields', (message, fields, why) => {
    expect(read(message)).toBeUndefined()
    const failure = { code: 'bad-request', message: why }
    expect(sent).toEqual([{ peer: 'main', message: { ...fields, source: 'main', failure }, delimited: false }])
  })

  it.skipIf(writesAnyDepth)(
    'that nests too deeply to be passed on is answered with its number and without its fields',
    () => {
      expect(read(deepJson('"worker":"w","errandRequest":5'))).toBeUndefined()
      expect(sent).toMatchObject([{ message: { errandRequest: 5, failure: { code: 'bad-request' } } }])
      expect(sent[0]?.message).not.toHaveProperty('deep')
    },
  )

  it('that is too large is answered so, with its number and without its fields', () => {
    expect(read({ worker: 'w', errandRequest: 5, body: 'ü'.repeat(600) })).toBeUndefined()
    expect(sent).toEqual([
      {
        peer: 'main',
        message: {
          errandRequest: 5,
          source: 'main',
          failure: { code: 'too-large', message: 'the message has 1258 bytes; allowed are 1024' },
        },
        delimited: false,
      },
    ])
  })
})

describe('a reply', () => {
  it('that is an object goes out with where it came from', () => {
    const { id } = taken({ worker: 'worker.1', messageNo: 7 })
    answer(reply(id, { messageNo: 7, sum: 3 }))
    expect(sent).toEqual([
      {
        peer: 'main',
        message: { messageNo: 7, sum: 3, source: 'main', response: 'worker.1', responseSocket: 'worker.1' },
        delimited: false,
      },
    ])
  })

  it.each([
    ['a number', 5, 5],
    ['null', null, null],
    ['a list', [1, 2], [1, 2]],
    ['bytes', Uint8Array.of(1, 2), 'AQI='],
  ])('that is %s goes out as the result, beside the fields of the request', (_what, value, result) => {
    const { id } = taken({ worker: 'service', messageNo: 7 })
    answer(reply(id, value))
    expect(sent).toMatchObject([
      { message: { worker: 'service', messageNo: 7, result, source: 'main', response: 'worker.1' } },
    ])
  })

  it("has the request's own number, also where the handler's object has not", () => {
    const { id } = taken({ worker: 'worker.1', errandRequest: 99 })
    answer(reply(id, { ok: true }))
    expect(sent).toMatchObject([{ message: { ok: true, errandRequest: 99 } }])
  })

  it('keeps the name that a worker of the profile gives itself', () => {
    const { id } = taken({ worker: 'worker.1' })
    answer(reply(id, { response: 'worker.1 of the north' }))
    expect(sent).toMatchObject([{ message: { response: 'worker.1 of the north', responseSocket: 'worker.1' } }])
  })

  it('goes out in the framing of its request', () => {
    const [plain, delimited] = [taken({ worker: 'w' }), taken({ worker: 'w' }, { delimited: true })]
    answer(reply(delimited.id, {}))
    answer(reply(plain.id, {}))
    expect(sent.map((message) => message.delimited)).toEqual([true, false])
  })

  it('goes to whoever asked, though others ask as well', () => {
    const [a, b] = [taken({ worker: 'w', n: 1 }, { peer: 'a' }), taken({ worker: 'w', n: 2 }, { peer: 'b' })]
    answer(reply(b.id, { n: 2 }), { peer: 'b' })
    answer(reply(a.id, { n: 1 }), { peer: 'a' })
    expect(sent.map(({ peer, message }) => [peer, (message as { n: number }).n])).toEqual([
      ['b', 2],
      ['a', 1],
    ])
  })

  it('goes out once', () => {
    const { id } = taken({ worker: 'w' })
    answer(reply(id, {}))
    answer(reply(id, {}))
    answer(reply(id + 1, {}))
    expect(sent).toHaveLength(1)
  })

  it('that cannot be read is a failure, not a reply', () => {
    const dates: PayloadCodec = {
      letter: 'd',
      mediaType: 'text/date',
      accepts: () => true,
      encode: () => Buffer.from('x'),
      decode: () => undefined,
    }
    const { id } = taken({ worker: 'w', n: 1 })
    answer({ kind: 'reply', id, metadata: '', ...payloadCodecs([dates]).encode('today') })
    expect(sent).toMatchObject([{ message: { n: 1, failure: { code: 'bad-result' } } }])
  })

  it.skipIf(writesAnyDepth)('that nests too deeply to be written is a failure', () => {
    const { id } = taken({ worker: 'w', errandRequest: 5 })
    answer({ kind: 'reply', id, metadata: '', codec: 'j', body: deepJson('"n":1') })
    expect(sent).toMatchObject([{ message: { errandRequest: 5, failure: { code: 'bad-result' } } }])
  })
})

describe('a failure', () => {
  it("goes out with its code and message, beside the request's own fields", () => {
    const { id } = taken({ worker: 'w', messageNo: 7 })
    answer({ kind: 'failure', id, code: 'overloaded', metadata: '', ...codecs.encode({ message: 'full' }) })
    expect(sent).toMatchObject([
      { message: { worker: 'w', messageNo: 7, source: 'main', failure: { code: 'overloaded', message: 'full' } } },
    ])
  })

  it.each([
    ['nothing', { codec: '', body: '' }],
    ['no object', codecs.encode(null)],
    ['no text', codecs.encode({ message: { not: 'a text' } })],
    ['not JSON', { codec: 'j', body: '{' }],
  ])('whose detail is %s has its code for a message', (_what, payload) => {
    const { id } = taken({ worker: 'w' })
    answer({ kind: 'failure', id, code: 'worker-lost', metadata: '', ...payload })
    expect(sent).toMatchObject([{ message: { failure: { code: 'worker-lost', message: 'worker-lost' } } }])
  })
})

it('leaves the outcomes of other clients to others', () => {
  const { id } = taken({ worker: 'w' })
  expect(clients.answer('main', reply(id, {}), 'w')).toBe(false)
  expect(sent).toEqual([])
})
