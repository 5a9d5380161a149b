/** What a caller sees of its requests: replies, failures, deadlines, and how a request is taken back. */
import { payloadCodecs } from '@errand/protocol'
import { RequestError } from '@errand/client'
import { describe, expect, it } from 'vitest'
import { fakeBroker } from './fake-broker.js'
import { clientScene, endpoint, errorOf, scene } from './scene.js'

describe('a request', () => {
  it('resolves with what the worker returned', async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1', { messageNo: 7 })
    const { id, target, codec, body } = await broker.next('request')
    expect({ id, target }).toEqual({ id: 1, target: 'worker.1' })
    expect(payloadCodecs().decode({ codec, body })).toEqual({ messageNo: 7 })
    broker.reply(id, { words: 2 })
    expect(await asked).toEqual({ words: 2 })
    expect(client.pending).toBe(0)
  })

  it('waits for a broker that is not there yet', async () => {
    const { client, sockets } = clientScene()
    const asked = client.request('worker.1')
    const broker = await fakeBroker(sockets, endpoint)
    broker.reply((await broker.next('request')).id, 'here')
    expect(await asked).toBe('here')
  })

  it.each([
    ['nothing', undefined, undefined],
    ['null', null, null],
    ['a text beyond ASCII', 'grüße 🙂', 'grüße 🙂'],
    ['bytes', Uint8Array.of(0, 255, 7), Buffer.of(0, 255, 7)],
    ['more than fits into a packet', 'x'.repeat(100_000), 'x'.repeat(100_000)],
    ['more bytes than fit into a packet', new Uint8Array(100_000).fill(9), Buffer.alloc(100_000, 9)],
  ])('carries %s there and back', async (_what, body, returned) => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1', body)
    const request = await broker.next('request')
    broker.send({ kind: 'reply', id: request.id, metadata: '', codec: request.codec, body: request.body })
    expect(await asked).toEqual(returned)
  })

  it('is one of many in flight together, answered in any order', async () => {
    const { client, broker } = await scene()
    const all = Array.from({ length: 1000 }, (_, at) => client.request(`worker.${at % 4}`, at))
    expect(client.pending).toBe(1000)
    const requests = await broker.requests(1000)
    expect(requests.map(({ id }) => id)).toEqual(all.map((_, at) => at + 1))
    for (const { id, target } of requests.toReversed()) broker.reply(id, `${target} did ${id - 1}`)
    expect(await Promise.all(all)).toEqual(all.map((_, at) => `worker.${at % 4} did ${at}`))
    expect(client.pending).toBe(0)
  })

  it('tells the broker how long it may take, and how often it may be started', async () => {
    const { client, broker } = await scene({ deadlineMs: 700 })
    void errorOf(client.request('worker.1', 1))
    void errorOf(client.request('worker.1', 2, { deadlineMs: 20.5, attempts: 3 }))
    expect(await broker.requests(2)).toMatchObject([
      { deadlineMs: 700, attempts: 1 },
      { deadlineMs: 21, attempts: 3 },
    ])
  })

  it('is written by the codecs that the client was given', async () => {
    const dates = {
      letter: 'd',
      mediaType: 'application/x-date',
      accepts: (value: unknown) => value instanceof Date,
      encode: (value: unknown) => Buffer.from(String(Number(value))),
      decode: (bytes: Uint8Array) => new Date(Number(String(bytes))),
    }
    const { client, broker } = await scene({ codecs: [dates] })
    const asked = client.request('worker.1', new Date(86_400_000))
    const { id, codec, body } = await broker.next('request')
    expect(codec).toBe('d')
    broker.send({ kind: 'reply', id, metadata: '', codec, body })
    expect(await asked).toEqual(new Date(86_400_000))
  })
})

describe('a failure', () => {
  it.each([
    ['unknown-target', false],
    ['overloaded', false],
    ['worker-lost', true],
    ['closed', true],
  ] as const)('rejects with a RequestError of its code: %s', async (code, mayHaveRun) => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    broker.fail((await broker.next('request')).id, code, { message: 'what to do about it' })
    const error = await errorOf(asked)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ code, target: 'worker.1', mayHaveRun, message: 'what to do about it' })
    expect(client.pending).toBe(0)
  })

  it('knows better than its code whether the work may have run, where the broker says so', async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    broker.fail((await broker.next('request')).id, 'closed', { message: 'never started', mayHaveRun: false })
    expect(await errorOf(asked)).toMatchObject({ code: 'closed', mayHaveRun: false })
  })

  it("has the handler's own error as its cause", async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const detail = { name: 'TypeError', message: 'text.split is not a function', stack: 'TypeError: …\n    at handler' }
    broker.fail((await broker.next('request')).id, 'handler-failed', detail)
    expect(await errorOf(asked)).toMatchObject({
      code: 'handler-failed',
      message: 'worker.1 failed: TypeError: text.split is not a function',
      mayHaveRun: true,
      cause: detail,
    })
  })

  it('ends its own request only', async () => {
    const { client, broker } = await scene()
    const failing = client.request('worker.1')
    const going = client.request('worker.2')
    const [, second] = await broker.requests(2)
    broker.fail(1, 'worker-lost', { message: 'gone' })
    expect(await errorOf(failing)).toMatchObject({ code: 'worker-lost' })
    expect(client.pending).toBe(1)
    broker.reply(second?.id ?? 0, 'done')
    expect(await going).toBe('done')
  })
})

describe('a deadline', () => {
  it('ends the request and takes it back from the broker', async () => {
    const { client, broker, clock } = await scene()
    const asked = client.request('worker.1', {}, { deadlineMs: 500 })
    await broker.next('request')
    clock.advance(499)
    expect(client.pending).toBe(1)
    clock.advance(1)
    expect(await errorOf(asked)).toMatchObject({ code: 'deadline', target: 'worker.1', mayHaveRun: true })
    expect(await broker.next('cancel')).toMatchObject({ id: 1 })
  })

  it("is the client's own where the request names none", async () => {
    const { client, clock } = await scene({ deadlineMs: 40 })
    const asked = client.request('worker.1')
    clock.advance(40)
    expect(await errorOf(asked)).toMatchObject({ code: 'deadline' })
  })

  it('is thirty seconds where nobody names one', async () => {
    const { client, clock } = await scene()
    const asked = client.request('worker.1')
    clock.advance(29_999)
    expect(client.pending).toBe(1)
    clock.advance(1)
    expect(await errorOf(asked)).toMatchObject({ code: 'deadline' })
  })

  it('makes the answer that comes after it one of nobody', async () => {
    const { client, broker, clock } = await scene()
    const late = client.request('worker.1', {}, { deadlineMs: 5 })
    clock.advance(5)
    expect(await errorOf(late)).toMatchObject({ code: 'deadline' })
    const next = client.request('worker.1')
    await broker.requests(2)
    broker.reply(1, 'late')
    broker.reply(2, 'in time')
    expect(await next).toBe('in time')
  })
})

describe('an aborted signal', () => {
  it('ends the request with its reason, and takes it back from the broker', async () => {
    const { client, broker } = await scene()
    const controller = new AbortController()
    const asked = client.request('worker.1', {}, { signal: controller.signal })
    await broker.next('request')
    const reason = new Error('the visitor left')
    controller.abort(reason)
    expect(await errorOf(asked)).toMatchObject({ code: 'cancelled', mayHaveRun: true, cause: reason })
    expect(await broker.next('cancel')).toEqual({ kind: 'cancel', id: 1 })
  })

  it('sends nothing where it was aborted before', async () => {
    const { client, broker } = await scene()
    const signal = AbortSignal.abort()
    expect(await errorOf(client.request('worker.1', {}, { signal }))).toMatchObject({
      code: 'cancelled',
      mayHaveRun: false,
    })
    await client.close()
    await broker.next('goodbye')
    expect(broker.records).toEqual([])
  })
})
