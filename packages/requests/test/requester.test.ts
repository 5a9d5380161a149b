/** What becomes of a request: its reply, or its failure, once. */
import { type FailureCode, failureKinds, type PayloadCodec, payloadCodecs } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { RequestError } from '@errand/requests'
import { errorOf, failure, failureWith, reply, scene } from './scene.js'

describe('a request', () => {
  it('leaves with all that its peer must know', async () => {
    const { requester, link } = scene()
    const options = { deadlineMs: 250.5, attempts: 3, runTimeoutMs: 99.5, backoffMs: 0.5 }
    const asked = requester.request('worker.1', { n: 1 }, options, 77)
    expect(link.requests).toEqual([
      {
        kind: 'request',
        id: 1,
        target: 'worker.1',
        deadlineMs: 251,
        attempts: 3,
        parent: 77,
        runTimeoutMs: 100,
        backoffMs: 1,
        metadata: '',
        codec: 'j',
        body: '{"n":1}',
      },
    ])
    requester.settle(reply(1, 'done'))
    await asked
  })

  it.each([
    ['a few bytes', 4],
    ['many', 100_000],
  ])('takes %s as they are when it is made, whatever becomes of them', (_what, length) => {
    const { requester, link } = scene()
    const body = new Uint8Array(length).fill(7)
    void errorOf(requester.request('worker.1', body))
    body.fill(9)
    expect(Buffer.alloc(length, 7).equals(link.requests[0]?.body as Uint8Array)).toBe(true)
  })

  it('has thirty seconds and one attempt where it names none', async () => {
    const { requester, link } = scene()
    const asked = requester.request('worker.1', undefined)
    const leftOut = { parent: undefined, runTimeoutMs: undefined, backoffMs: undefined }
    expect(link.requests).toMatchObject([{ deadlineMs: 30_000, attempts: 1, codec: '', body: '', ...leftOut }])
    requester.settle(reply(1, undefined))
    expect(await asked).toBeUndefined()
  })

  it('has the deadline that its requester was made with', async () => {
    const { requester, link, clock } = scene({ defaultDeadlineMs: 70 })
    const asked = requester.request('worker.1', {})
    expect(link.requests).toMatchObject([{ deadlineMs: 70 }])
    clock.advance(70)
    expect(await errorOf(asked)).toMatchObject({ code: 'deadline' })
  })

  it('resolves with what was replied: JSON, bytes, or nothing', async () => {
    const { requester } = scene()
    const asked = [1, 2, 3].map((body) => requester.request('worker.1', body))
    requester.settle(reply(2, Uint8Array.of(0, 255)))
    requester.settle(reply(3, undefined))
    requester.settle(reply(1, { deep: [null, 'ü'] }))
    expect(await Promise.all(asked)).toEqual([{ deep: [null, 'ü'] }, Buffer.of(0, 255), undefined])
  })

  it('is encoded and decoded by the codecs of its requester', async () => {
    const dates: PayloadCodec = {
      letter: 'd',
      mediaType: 'text/date',
      accepts: (value) => value instanceof Date,
      encode: (value) => Buffer.from((value as Date).toISOString()),
      decode: (bytes) => new Date(Buffer.from(bytes).toString()),
    }
    const codecs = payloadCodecs([dates])
    const { requester, link } = scene({ codecs })
    const asked = requester.request('worker.1', new Date(5))
    expect(codecs.decode(link.requests[0] as { codec: string; body: Uint8Array })).toEqual(new Date(5))
    requester.settle({ kind: 'reply', id: 1, metadata: '', ...codecs.encode(new Date(7)) })
    expect(await asked).toEqual(new Date(7))
  })

  it('never shares its number with another, however they ended', async () => {
    const { requester, link, clock } = scene()
    const controller = new AbortController()
    const ended = [
      requester.request('worker.1', 'replied'),
      requester.request('worker.1', 'late', { deadlineMs: 1 }),
      requester.request('worker.1', 'taken back', { signal: controller.signal }),
    ].map((asked) => asked.catch(() => undefined))
    requester.settle(reply(1, 'done'))
    clock.advance(1)
    controller.abort()
    link.refusal = { code: 'overloaded', message: 'full' }
    ended.push(requester.request('worker.1', 'refused').catch(() => undefined))
    link.refusal = undefined
    ended.push(requester.request('worker.1', 'last').catch(() => undefined))
    expect(link.requests.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    requester.close('closed', 'over')
    await Promise.all(ended)
  })

  it('that is answered while its link opens it ends once, and its signal is let go', async () => {
    const { requester, link } = scene()
    const controller = new AbortController()
    link.onOpen = ({ id }) => requester.settle(reply(id, 'at once'))
    expect(await requester.request('worker.1', {}, { signal: controller.signal })).toBe('at once')
    controller.abort()
    expect(link.calls).toEqual(['open 1', 'ended 1'])
    expect(requester.pending).toBe(0)
  })

  it('rejects with what its link throws, and is not pending then', async () => {
    const { requester, link, clock } = scene()
    const controller = new AbortController()
    const fault = new Error('no such socket')
    link.onOpen = () => {
      throw fault
    }
    const asked = requester.request('worker.1', {}, { signal: controller.signal })
    expect(requester.pending).toBe(0)
    expect(await errorOf(asked)).toBe(fault)
    controller.abort()
    clock.advance(60_000)
    expect(link.calls).toEqual(['open 1', 'ended 1'])
    await requester.whenIdle()
  })
})

describe('a failure', () => {
  it.each(Object.keys(failureKinds) as FailureCode[])('of code %s rejects with it', async (code) => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    requester.settle(failure(1, code))
    const error = await errorOf(asked)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({
      code,
      target: 'worker.1',
      mayHaveRun: failureKinds[code].mayHaveRun,
      message: code === 'handler-failed' ? 'worker.1 failed: Error: it is handler-failed' : `it is ${code}`,
    })
  })

  it('of a code of a later version is taken for a failed handler', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    requester.settle(failureWith(1, 'struck-by-lightning', { message: 'zap' }))
    expect(await errorOf(asked)).toMatchObject({ code: 'handler-failed', mayHaveRun: true })
  })

  it("of a handler has the handler's own error as its cause", async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    const detail = { name: 'TypeError', message: 'x is not a function', stack: 'TypeError: …\n    at handler' }
    requester.settle(failureWith(1, 'handler-failed', detail))
    const error = (await errorOf(asked)) as RequestError
    expect(error.message).toBe('worker.1 failed: TypeError: x is not a function')
    expect(error.cause).toBeInstanceOf(Error)
    expect(error.cause).toMatchObject(detail)
  })

  it("whose handler's stack was not sent says so instead of showing one of ours", async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    requester.settle(failureWith(1, 'handler-failed', { name: 'TypeError', message: 'no' }))
    const { cause } = (await errorOf(asked)) as RequestError
    expect((cause as Error).stack).toBe('TypeError: no\n    (in the worker; its stack was not sent)')
  })

  it.each([true, false])(
    'whose detail knows better than its code whether the work may have run (%o) is believed',
    async (known) => {
      const { requester } = scene()
      const asked = [1, 2].map(() => errorOf(requester.request('worker.1', {})))
      requester.settle(failureWith(1, 'deadline', { message: 'it waited', mayHaveRun: known }))
      requester.settle(failureWith(2, 'deadline', { message: 'it waited', mayHaveRun: 'perhaps' }))
      expect(await Promise.all(asked)).toMatchObject([{ mayHaveRun: known }, { mayHaveRun: true }])
    },
  )

  it.each([
    ['no body', undefined],
    ['null', null],
    ['a number', 7],
    ['a list', []],
    ['texts that are none', { message: { toString: 1 }, name: 5, stack: [] }],
  ])('with a body that is no detail (%s) keeps its code', async (_what, detail) => {
    const { requester } = scene()
    const asked = [1, 2].map(() => errorOf(requester.request('worker.1', {})))
    requester.settle(failureWith(1, 'overloaded', detail))
    requester.settle(failureWith(2, 'handler-failed', detail))
    expect(await Promise.all(asked)).toMatchObject([
      { code: 'overloaded', mayHaveRun: false, message: 'the request failed: overloaded' },
      { code: 'handler-failed', message: 'worker.1 failed: Error: the request failed: handler-failed' },
    ])
  })

  it('of a broker that is overloaded tells after which time to try again', async () => {
    const { requester } = scene()
    const asked = [1, 2, 3].map(() => errorOf(requester.request('worker.1', {})))
    requester.settle(failureWith(1, 'overloaded', { message: 'full', retryAfterMs: 40 }))
    requester.settle(failureWith(2, 'overloaded', { message: 'full', retryAfterMs: -1 }))
    requester.settle(failureWith(3, 'overloaded', { message: 'full', retryAfterMs: 'soon' }))
    expect(await Promise.all(asked)).toMatchObject([40, undefined, undefined].map((retryAfterMs) => ({ retryAfterMs })))
  })

  it('of a circle of requests tells its way', async () => {
    const { requester } = scene()
    const asked = [1, 2, 3].map(() => errorOf(requester.request('worker.1', {})))
    const path = ['worker.1', 'worker.2', 'worker.1']
    requester.settle(failureWith(1, 'request-cycle', { message: 'a circle', path }))
    requester.settle(failureWith(2, 'request-cycle', { message: 'a circle', path: ['worker.1', 2] }))
    requester.settle(failureWith(3, 'request-cycle', { message: 'a circle', path: 'worker.1' }))
    expect(await Promise.all(asked)).toMatchObject([{ path }, { path: undefined }, { path: undefined }])
  })

  it('whose body cannot be read keeps its code', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    requester.settle({ kind: 'failure', id: 1, code: 'overloaded', metadata: '', codec: 'j', body: '{"mess' })
    expect(await errorOf(asked)).toMatchObject({ code: 'overloaded', mayHaveRun: false })
  })
})

describe('a reply that cannot be read', () => {
  it.each([
    ['is not JSON', 'j', '{"half":'],
    ['is of an unknown codec', 'x', 'AAAA'],
  ])('rejects with bad-result: it %s', async (_what, codec, body) => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    requester.settle({ kind: 'reply', id: 1, metadata: '', codec, body })
    expect(await errorOf(asked)).toMatchObject({
      code: 'bad-result',
      target: 'worker.1',
      mayHaveRun: true,
      cause: { name: 'ProtocolError' },
    })
    expect(requester.pending).toBe(0)
  })
})

describe('an answer that nobody waits for', () => {
  it('is ignored, and told to whoever hands it in', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    expect(requester.settle(reply(2, 'of nobody'))).toBe(false)
    expect(requester.settle(reply(1, 'first'))).toBe(true)
    expect(requester.settle(reply(1, 'second'))).toBe(false)
    expect(requester.settle(failure(1, 'overloaded'))).toBe(false)
    expect(await asked).toBe('first')
  })
})
