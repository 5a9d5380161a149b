/** Deadlines: every request ends by then, once, and what comes later changes nothing. */
import { describe, expect, it } from 'vitest'
import { errorOf, reply, scene } from './scene.js'

describe('a deadline', () => {
  it('ends a request that was not answered, and takes it back over the link', async () => {
    const { requester, link, clock } = scene()
    const asked = requester.request('worker.1', {}, { deadlineMs: 500 })
    clock.advance(499.9)
    expect(link.calls).toEqual(['open 1'])
    clock.advance(0.1)
    expect(await errorOf(asked)).toMatchObject({
      code: 'deadline',
      target: 'worker.1',
      mayHaveRun: true,
      message: 'no answer from worker.1 within the deadline',
    })
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
  })

  it('tells what its link knows of why no answer came', async () => {
    const { requester, link, clock } = scene()
    const asked = requester.request('worker.1', {}, { deadlineMs: 500 })
    link.silence = 'nothing has come from the broker'
    clock.advance(500)
    expect(await errorOf(asked)).toMatchObject({
      code: 'deadline',
      message: 'no answer from worker.1 within the deadline; nothing has come from the broker',
    })
  })

  it('comes once, whatever time passes after it', async () => {
    const { requester, link, clock } = scene()
    const ends: string[] = []
    const asked = requester.request('worker.1', {}, { deadlineMs: 1 }).then(
      () => ends.push('reply'),
      () => ends.push('deadline'),
    )
    clock.advance(1)
    clock.advance(1_000_000)
    expect(requester.settle(reply(1, 'late'))).toBe(false)
    await asked
    expect(ends).toEqual(['deadline'])
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not come when the reply came in time', async () => {
    const { requester, link, clock } = scene()
    const asked = requester.request('worker.1', {}, { deadlineMs: 500 })
    clock.advance(499)
    requester.settle(reply(1, 'just in time'))
    clock.advance(1000)
    expect(await asked).toBe('just in time')
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('that is nearer than those before it comes first', async () => {
    const { requester, clock } = scene()
    const ended: string[] = []
    for (const deadlineMs of [300, 100, 200]) {
      void requester.request(`worker.${deadlineMs}`, {}, { deadlineMs }).catch(() => ended.push(`${deadlineMs}`))
    }
    for (let step = 0; step < 3; step++) {
      clock.advance(100)
      await Promise.resolve()
    }
    expect(ended).toEqual(['100', '200', '300'])
  })

  it('of each of 10,000 requests comes, in the order of the deadlines', async () => {
    const { requester, link, clock } = scene()
    const count = 10_000
    // All numbers from 1 to the count, scattered: 7,919 is prime and divides nothing here.
    const deadlines = Array.from({ length: count }, (_, at) => ((at * 7919) % count) + 1)
    const ended: number[] = []
    const all = deadlines.map((deadlineMs) =>
      requester.request('worker.1', {}, { deadlineMs }).catch(() => ended.push(deadlineMs)),
    )
    expect(requester.pending).toBe(count)
    clock.advance(count / 2)
    expect(requester.pending).toBe(count / 2)
    clock.advance(count / 2)
    await Promise.all(all)
    expect(ended).toEqual(Array.from({ length: count }, (_, at) => at + 1))
    expect(requester.pending).toBe(0)
    expect(link.calls.filter((call) => call.startsWith('cancel'))).toHaveLength(count)
  })
})
