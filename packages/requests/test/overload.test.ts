/** A broker, or a link, that has no room: the request fails, or waits here, as the caller chose. */
import { describe, expect, it } from 'vitest'
import { errorOf, failure, failureWith, reply, scene } from './scene.js'

const overloaded = (id: number, retryAfterMs: number) =>
  failureWith(id, 'overloaded', { message: 'the queue is full', retryAfterMs })

describe('a request that the broker has no room for', () => {
  it('fails at once where its caller did not choose otherwise', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 2 })
    requester.settle(overloaded(1, 40))
    expect(await errorOf(asked)).toMatchObject({ code: 'overloaded', mayHaveRun: false, retryAfterMs: 40 })
  })

  it('waits where its caller wants that, and is sent again when the broker said', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', { n: 1 }, { deadlineMs: 1000 })
    requester.settle(overloaded(1, 40))
    expect(requester.pending).toBe(1)
    clock.advance(39)
    expect(link.calls).toEqual(['open 1', 'ended 1'])
    clock.advance(1)
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1'])
    expect(link.requests[1]).toEqual({ ...link.requests[0], deadlineMs: 960 })
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
    expect(clock.pendingTimers).toBeLessThanOrEqual(1)
  })

  it.each([
    [undefined, 100],
    [0, 1],
  ])('waits a while where the broker says %o', async (retryAfterMs, pauseMs) => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    requester.settle(failureWith(1, 'overloaded', { message: 'full', retryAfterMs }))
    clock.advance(pauseMs - 0.5)
    expect(link.requests).toHaveLength(1)
    clock.advance(0.5)
    expect(link.requests).toHaveLength(2)
    requester.settle(reply(1, 'done'))
    await asked
  })

  it('waits as often as it has to, twice as long each time, and never much more than a second', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    const pauses: number[] = []
    for (let time = 1; time <= 10; time++) {
      requester.settle(overloaded(1, 10))
      const from = clock.now()
      while (link.requests.length === time) clock.advance(1)
      pauses.push(clock.now() - from)
    }
    expect(pauses.slice(0, 4)).toEqual([10, 33, 65, 130])
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2000)
    requester.settle(reply(1, 'at last'))
    expect(await asked).toBe('at last')
  })

  it('does not come back together with all others that came in vain', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    for (let at = 0; at < 100; at++) void requester.request('worker.1', {}).catch(() => undefined)
    for (let id = 1; id <= 100; id++) requester.settle(overloaded(id, 10))
    clock.advance(10)
    for (let id = 1; id <= 100; id++) requester.settle(overloaded(id, 10))
    const sent = link.requests.length
    clock.advance(30)
    // Half of the time over which they are spread.
    expect(link.requests.length - sent).toBeGreaterThan(45)
    expect(link.requests.length - sent).toBeLessThan(55)
    requester.close('closed', 'the test is over')
  })

  it('fails at once where its deadline comes before', async () => {
    const { requester } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {}, { deadlineMs: 40 })
    requester.settle(overloaded(1, 40))
    expect(await errorOf(asked)).toMatchObject({ code: 'overloaded', mayHaveRun: false, retryAfterMs: 40 })
  })

  it('waits for a link that has no room as well', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    link.refusal = { code: 'overloaded', message: 'too much waits here' }
    const asked = requester.request('worker.1', {})
    clock.advance(100)
    link.refusal = undefined
    clock.advance(400)
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1', 'ended 1', 'open 1'])
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
  })

  it('is no other failure', async () => {
    const { requester } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    requester.settle(failure(1, 'worker-lost'))
    expect(await errorOf(asked)).toMatchObject({ code: 'worker-lost' })
  })
})

describe('a request that waits here', () => {
  it('is taken back without a word to the broker, and has not run', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    const controller = new AbortController()
    const reason = new Error('enough')
    const asked = requester.request('worker.1', {}, { signal: controller.signal })
    requester.settle(overloaded(1, 40))
    controller.abort(reason)
    expect(await errorOf(asked)).toMatchObject({ code: 'cancelled', mayHaveRun: false, cause: reason })
    clock.advance(60_000)
    expect(link.calls).toEqual(['open 1', 'ended 1'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('ends with its requester, and has not run', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    requester.settle(overloaded(1, 40))
    requester.close('closed', 'over')
    expect(await errorOf(asked)).toMatchObject({ code: 'closed', mayHaveRun: false })
    expect(clock.pendingTimers).toBe(0)
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('is pending as long as it waits', async () => {
    const { requester, clock } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    requester.settle(overloaded(1, 40))
    requester.refuseNew('closed', 'the client was closed')
    const idle = requester.whenIdle()
    expect(requester.pending).toBe(1)
    clock.advance(40)
    requester.settle(reply(1, 'done'))
    await idle
    expect(await asked).toBe('done')
  })

  it('ends by its deadline where this thread had no time for it, and has not run', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait', lagMs: 1000 })
    const asked = requester.request('worker.1', {}, { deadlineMs: 100 })
    requester.settle(overloaded(1, 60))
    clock.advance(1060)
    expect(await errorOf(asked)).toMatchObject({
      code: 'deadline',
      mayHaveRun: false,
      message:
        'no answer from worker.1 within the deadline; the last one was overloaded, and the request waited here to be sent again',
    })
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('loses nothing with a connection', async () => {
    const { requester, link, clock } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    requester.settle(overloaded(1, 40))
    requester.connectionLost('the connection has ended')
    clock.advance(40)
    expect(link.requests[1]).toMatchObject({ id: 1, attempts: 1 })
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
  })

  it('is of a sending that was lost, and may have run', async () => {
    const { requester } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {}, { attempts: 2 })
    requester.connectionLost('the connection has ended')
    requester.settle(overloaded(1, 40))
    requester.close('closed', 'over')
    expect(await errorOf(asked)).toMatchObject({ code: 'closed', mayHaveRun: true })
  })

  it('has no more to hear of a failure, but of a reply', async () => {
    const { requester, clock, link } = scene({ whenOverloaded: 'wait' })
    const asked = requester.request('worker.1', {})
    requester.settle(overloaded(1, 40))
    expect(requester.settle(overloaded(1, 90))).toBe(false)
    expect(requester.settle(reply(1, 'after all'))).toBe(true)
    expect(await asked).toBe('after all')
    clock.advance(1000)
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('takes its part of the bytes that may wait, until it is sent', async () => {
    const body = 'x'.repeat(3000)
    const { requester, clock } = scene({ whenOverloaded: 'wait', waitingBytesMax: 10_000 })
    const asked = Array.from({ length: 3 }, () => requester.request('worker.1', body))
    const ends = asked.map((request) => request.catch((error: unknown) => (error as { code: string }).code))
    for (const id of [1, 2, 3]) requester.settle(overloaded(id, 40))
    expect(await ends[2]).toBe('overloaded')
    clock.advance(40)
    for (const id of [1, 2]) requester.settle(overloaded(id, 40))
    expect(requester.pending).toBe(2)
    requester.close('closed', 'over')
    expect(await Promise.all(ends)).toEqual(['closed', 'closed', 'overloaded'])
  })

  it('takes its part where it has no body at all', async () => {
    const { requester } = scene({ whenOverloaded: 'wait', waitingBytesMax: 1500 })
    const first = errorOf(requester.request('worker.1', undefined))
    const second = errorOf(requester.request('worker.1', undefined))
    for (const id of [1, 2]) requester.settle(overloaded(id, 40))
    expect(await second).toMatchObject({ code: 'overloaded' })
    requester.close('closed', 'over')
    expect(await first).toMatchObject({ code: 'closed' })
  })
})
