/** Requests that are not taken: by the link, by a requester that is closed, for their size. */
import { describe, expect, it } from 'vitest'
import { errorOf, reply, scene } from './scene.js'

describe('a link that refuses', () => {
  it('ends the request at once with its code and message', async () => {
    const { requester, link, clock } = scene()
    link.refusal = { code: 'overloaded', message: 'the broker takes no more' }
    expect(await errorOf(requester.request('worker.1', {}))).toMatchObject({
      code: 'overloaded',
      message: 'the broker takes no more',
      target: 'worker.1',
      mayHaveRun: false,
    })
    expect(requester.pending).toBe(0)
    clock.advance(60_000)
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('is not asked to cancel what it refused', async () => {
    const { requester, link } = scene()
    const controller = new AbortController()
    link.refusal = { code: 'overloaded', message: 'no' }
    await errorOf(requester.request('worker.1', {}, { signal: controller.signal }))
    controller.abort()
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })
})

describe('a body', () => {
  const limits = { bodyBytesMax: 1024 }

  it.each([
    ['bytes', new Uint8Array(1025), 1025],
    ['JSON', 'x'.repeat(1023), 1025],
    ['JSON whose characters take more than a byte', 'ü'.repeat(512), 1026],
  ])('that is too large (%s) ends the request before anything is sent', async (_what, body, bytes) => {
    const { requester, link } = scene({ limits })
    expect(await errorOf(requester.request('worker.1', body))).toMatchObject({
      code: 'too-large',
      message: `the body has ${bytes} bytes; allowed are 1024`,
      target: 'worker.1',
      mayHaveRun: false,
    })
    expect(link.calls).toEqual([])
    expect(requester.pending).toBe(0)
  })

  it.each([
    ['bytes', new Uint8Array(1024)],
    ['JSON', 'x'.repeat(1022)],
    ['JSON whose characters take more than a byte', 'ü'.repeat(511)],
  ])('of the greatest length that is allowed (%s) is sent', async (_what, body) => {
    const { requester } = scene({ limits })
    const asked = requester.request('worker.1', body)
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
  })

  it.each([
    ['a function', () => 1],
    ['a BigInt', { n: 1n }],
    ['a symbol', Symbol('x')],
    ['a cycle', cycle()],
  ])('that JSON cannot carry (%s) ends the request as bad-request, unsent', async (_what, body) => {
    const { requester, link } = scene()
    expect(await errorOf(requester.request('worker.1', body))).toMatchObject({
      code: 'bad-request',
      mayHaveRun: false,
      cause: { code: 'unencodable-body' },
    })
    expect(link.calls).toEqual([])
  })
})

describe('refuseNew', () => {
  it('ends later requests at once, and lets open ones go on', async () => {
    const { requester, link } = scene()
    const open = requester.request('worker.1', 1)
    requester.refuseNew('closed', 'the client was closed')
    const late = requester.request('worker.1', 2)
    expect(await errorOf(late)).toMatchObject({
      code: 'closed',
      message: 'the client was closed',
      target: 'worker.1',
      mayHaveRun: false,
    })
    requester.settle(reply(1, 'done'))
    expect(await open).toBe('done')
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('keeps the reason that it was given first', async () => {
    const { requester } = scene()
    requester.refuseNew('unsupported-version', 'speak another')
    requester.refuseNew('closed', 'closed')
    requester.close('closed', 'closed')
    expect(await errorOf(requester.request('worker.1', {}))).toMatchObject({ code: 'unsupported-version' })
  })

  it('has nothing to do with the signal of a request that it refuses', async () => {
    const { requester } = scene()
    requester.refuseNew('closed', 'the client was closed')
    const error = await errorOf(requester.request('worker.1', {}, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'closed' })
    expect(error).not.toHaveProperty('cause')
  })
})

describe('close', () => {
  it('ends all that is open, oldest first, and each later request', async () => {
    const { requester, link, clock } = scene()
    const ended: string[] = []
    const all = ['a', 'b', 'c'].map((target) =>
      requester.request(target, {}).catch((error: Error) => ended.push(`${target}: ${error.message}`)),
    )
    requester.close('broker-lost', 'it is gone')
    expect(requester.pending).toBe(0)
    await Promise.all(all)
    expect(ended).toEqual(['a: it is gone', 'b: it is gone', 'c: it is gone'])
    expect(await errorOf(requester.request('d', {}))).toMatchObject({ code: 'broker-lost', mayHaveRun: false })
    expect(clock.pendingTimers).toBe(0)
    expect(link.calls).toEqual(['open 1', 'open 2', 'open 3', 'ended 1', 'ended 2', 'ended 3'])
  })

  it('ends each request once: what comes later is ignored', async () => {
    const { requester } = scene()
    const controller = new AbortController()
    const asked = requester.request('worker.1', {}, { signal: controller.signal })
    requester.close('closed', 'over')
    controller.abort()
    expect(requester.settle(reply(1, 'late'))).toBe(false)
    requester.close('closed', 'over again')
    expect(await errorOf(asked)).toMatchObject({ code: 'closed', message: 'over' })
  })
})

describe('whenIdle', () => {
  it('resolves at once where nothing is pending', async () => {
    await expect(scene().requester.whenIdle()).resolves.toBeUndefined()
  })

  it('resolves for all who wait when the last request has ended, however it did', async () => {
    const { requester, clock } = scene()
    const ended = [
      requester.request('worker.1', 1),
      requester.request('worker.1', 2, { deadlineMs: 5 }),
      requester.request('worker.1', 3),
    ].map((asked) => asked.catch(() => undefined))
    let idle = 0
    const waiters = [1, 2].map(() => requester.whenIdle().then(() => idle++))
    requester.settle(reply(1, 'done'))
    clock.advance(5)
    await ended[1]
    expect(idle).toBe(0)
    requester.close('closed', 'over')
    await Promise.all(waiters)
    expect(idle).toBe(2)
  })
})

function cycle(): unknown {
  const body: { self?: unknown } = {}
  body.self = body
  return body
}
