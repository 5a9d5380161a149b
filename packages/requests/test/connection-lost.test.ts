/** A connection that ends under open requests: which are sent again, and with what the others end. */
import { describe, expect, it } from 'vitest'
import { errorOf, failure, failureWith, reply, scene } from './scene.js'

const what = 'the connection to the broker ended'

describe('a request whose connection is lost', () => {
  it('ends with broker-lost, and says that it may have run', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {})
    requester.connectionLost(what)
    expect(await errorOf(asked)).toMatchObject({
      code: 'broker-lost',
      target: 'worker.1',
      mayHaveRun: true,
      message: `${what} before worker.1 had answered: it may have run; with attempts above 1 it would have been sent again`,
    })
    expect(requester.pending).toBe(0)
  })

  it('is taken back where it ends with that: who takes over its own identity is not missed by the broker', async () => {
    const { requester, link } = scene()
    const asked = requester.request('worker.1', {})
    const stream = requester.stream('worker.2', {}, { attempts: 3 })
    requester.connectionLost(what)
    expect(await errorOf(asked)).toMatchObject({ code: 'broker-lost' })
    expect(await errorOf(stream.result)).toMatchObject({ code: 'broker-lost' })
    expect(link.calls).toEqual(['open 1', 'open 2', 'cancel 1', 'ended 1', 'cancel 2', 'ended 2'])
  })

  it('is sent again under its number where it has attempts left, with one less and the time that is left', async () => {
    const { requester, link, clock } = scene()
    const options = { deadlineMs: 1000, attempts: 3, runTimeoutMs: 50, backoffMs: 5 }
    const asked = requester.request('worker.1', { n: 1 }, options, 7)
    clock.advance(300.5)
    requester.connectionLost(what)
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1'])
    const [first, second] = link.requests
    expect(second).toEqual({ ...first, deadlineMs: 700, attempts: 2 })
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1', 'ended 1'])
  })

  it('is sent again until it has no attempt left', async () => {
    const { requester, link } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 3 })
    for (let loss = 0; loss < 3; loss++) requester.connectionLost(what)
    expect(link.requests.map(({ attempts }) => attempts)).toEqual([3, 2, 1])
    expect(await errorOf(asked)).toMatchObject({
      code: 'broker-lost',
      mayHaveRun: true,
      message: `${what} before worker.1 had answered, as others had before: it may have run, and has no attempts left`,
    })
  })

  it('keeps its deadline', async () => {
    const { requester, link, clock } = scene()
    const asked = requester.request('worker.1', {}, { deadlineMs: 100, attempts: 2 })
    clock.advance(99.9)
    requester.connectionLost(what)
    expect(link.requests[1]).toMatchObject({ deadlineMs: 1 })
    clock.advance(0.1)
    expect(await errorOf(asked)).toMatchObject({ code: 'deadline', mayHaveRun: true })
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1', 'cancel 1', 'ended 1'])
  })

  it('can still be taken back', async () => {
    const { requester, link } = scene()
    const controller = new AbortController()
    const asked = requester.request('worker.1', {}, { signal: controller.signal, attempts: 2 })
    requester.connectionLost(what)
    controller.abort()
    expect(await errorOf(asked)).toMatchObject({ code: 'cancelled', mayHaveRun: true })
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1', 'cancel 1', 'ended 1'])
  })

  it('is one of many: those that can go on do so in their order', async () => {
    const { requester, link } = scene()
    const all = [2, 1, 2, 1].map((attempts, at) => requester.request(`worker.${at}`, {}, { attempts }))
    const ends = all.map((asked) => asked.catch((error: unknown) => (error as { code: string }).code))
    requester.connectionLost(what)
    expect(link.requests.slice(4).map(({ id }) => id)).toEqual([1, 3])
    requester.settle(reply(3, 'three'))
    requester.settle(reply(1, 'one'))
    expect(await Promise.all(ends)).toEqual(['one', 'broker-lost', 'three', 'broker-lost'])
  })

  it('may be answered while others are sent again', async () => {
    const { requester, link } = scene()
    const all = [1, 2].map((n) => requester.request(`worker.${n}`, {}, { attempts: 2 }))
    link.onOpen = () => requester.settle(reply(2, 'already'))
    requester.connectionLost(what)
    expect(await all[1]).toBe('already')
    expect(link.calls).toEqual(['open 1', 'open 2', 'ended 1', 'open 1', 'ended 2'])
    requester.settle(reply(1, 'later'))
    expect(await all[0]).toBe('later')
  })

  it('may have run, whatever comes of a later sending', async () => {
    const { requester, link } = scene()
    const all = [1, 2, 3].map(() => errorOf(requester.request('worker.1', {}, { attempts: 2 })))
    requester.connectionLost(what)
    requester.settle(failure(1, 'overloaded'))
    requester.settle(failureWith(2, 'closed', { message: 'it never started', mayHaveRun: false }))
    requester.settle({ kind: 'failure', id: 3, code: 'too-large', metadata: '', codec: 'j', body: '{"mess' })
    expect(await Promise.all(all)).toMatchObject([
      { code: 'overloaded', mayHaveRun: true },
      { code: 'closed', mayHaveRun: true, message: 'it never started' },
      { code: 'too-large', mayHaveRun: true },
    ])
    const refused = requester.request('worker.1', {}, { attempts: 2 })
    link.refusal = { code: 'overloaded', message: 'full' }
    requester.connectionLost(what)
    expect(await errorOf(refused)).toMatchObject({ code: 'overloaded', mayHaveRun: true })
  })

  it('is sent again by a requester that takes no new ones', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 2 })
    requester.refuseNew('closed', 'the client was closed')
    requester.connectionLost(what)
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
  })
})

describe('a target that the next broker does not know', () => {
  it('may come back: what is sent again waits for it, longer and longer', async () => {
    const { requester, link, clock } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 2 })
    requester.connectionLost(what)
    for (const pauseMs of [50, 100, 200, 400, 800, 1000, 1000]) {
      const sent = link.requests.length
      requester.settle(failure(1, 'unknown-target'))
      clock.advance(pauseMs - 1)
      expect(link.requests).toHaveLength(sent)
      clock.advance(1)
      expect(link.requests).toHaveLength(sent + 1)
    }
    requester.settle(reply(1, 'it is back'))
    expect(await asked).toBe('it is back')
  })

  it('ends what is sent again where no time is left to wait for it', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 2, deadlineMs: 50 })
    requester.connectionLost(what)
    requester.settle(failure(1, 'unknown-target'))
    expect(await errorOf(asked)).toMatchObject({ code: 'unknown-target', mayHaveRun: true })
  })

  it('is unknown to a request that was sent once', async () => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 2 })
    requester.settle(failure(1, 'unknown-target'))
    expect(await errorOf(asked)).toMatchObject({ code: 'unknown-target', mayHaveRun: false })
  })

  it('does not hold up a request beyond its deadline, which says what it waited for', async () => {
    const { requester, link, clock } = scene()
    const asked = requester.request('worker.1', {}, { attempts: 2, deadlineMs: 60 })
    requester.connectionLost(what)
    requester.settle(failure(1, 'unknown-target'))
    clock.advance(50)
    requester.settle(failure(1, 'overloaded'))
    expect(await errorOf(asked)).toMatchObject({ code: 'overloaded', mayHaveRun: true })
    expect(link.calls).toEqual(['open 1', 'ended 1', 'open 1', 'ended 1', 'open 1', 'ended 1'])
  })
})
