/** Taking a request back by its signal. */
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { errorOf, reply, scene } from './scene.js'

describe('a request with a signal', () => {
  it('ends as cancelled when the signal is aborted, with the reason as its cause', async () => {
    const { requester } = scene()
    const controller = new AbortController()
    const asked = requester.request('worker.1', {}, { signal: controller.signal })
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await errorOf(asked)).toMatchObject({
      name: 'RequestError',
      code: 'cancelled',
      target: 'worker.1',
      mayHaveRun: true,
      cause: reason,
    })
    expect(requester.pending).toBe(0)
  })

  // A link that gives its socket back with the end could not send the cancellation after it.
  it('is taken back over the link before the link is told that it has ended', async () => {
    const { requester, link } = scene()
    const controller = new AbortController()
    const asked = requester.request('worker.1', {}, { signal: controller.signal })
    controller.abort()
    await errorOf(asked)
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
  })

  it('is not sent where the signal is aborted already', async () => {
    const { requester, link } = scene()
    const reason = new Error('never mind')
    const asked = requester.request('worker.1', {}, { signal: AbortSignal.abort(reason) })
    expect(await errorOf(asked)).toMatchObject({ code: 'cancelled', mayHaveRun: false, cause: reason })
    expect(link.calls).toEqual([])
  })

  it('keeps its reply when the signal is aborted later', async () => {
    const { requester, link } = scene()
    const controller = new AbortController()
    const asked = requester.request('worker.1', {}, { signal: controller.signal })
    requester.settle(reply(1, 'done'))
    controller.abort()
    expect(await asked).toBe('done')
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('ends alone, though others go on', async () => {
    const { requester } = scene()
    const controller = new AbortController()
    const first = requester.request('worker.1', 1, { signal: controller.signal })
    const second = requester.request('worker.1', 2)
    controller.abort()
    requester.settle(reply(2, 'two'))
    expect(await errorOf(first)).toMatchObject({ code: 'cancelled' })
    expect(await second).toBe('two')
  })
})

describe('requests that share a signal', () => {
  it('end in the order in which they were made', async () => {
    const { requester } = scene()
    const controller = new AbortController()
    const ended: number[] = []
    const all = Array.from({ length: 1000 }, (_, at) =>
      requester.request('worker.1', at, { signal: controller.signal }).catch(() => ended.push(at)),
    )
    controller.abort()
    await Promise.all(all)
    expect(ended).toEqual(Array.from({ length: 1000 }, (_, at) => at))
  })

  // A signal looks through all its listeners when one more comes, and Node warns of more than ten.
  it('have one listener between them, which leaves with the last of them', async () => {
    const { requester } = scene()
    const { signal } = new AbortController()
    const first = requester.request('worker.1', 1, { signal })
    const second = requester.request('worker.1', 2, { signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    requester.settle(reply(1, 'one'))
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    requester.settle(reply(2, 'two'))
    expect(getEventListeners(signal, 'abort')).toEqual([])
    expect(await Promise.all([first, second])).toEqual(['one', 'two'])
  })

  it('are watched anew when the first ones have ended', async () => {
    const { requester } = scene()
    const controller = new AbortController()
    const first = requester.request('worker.1', 1, { signal: controller.signal })
    requester.settle(reply(1, 'one'))
    await first
    const second = requester.request('worker.1', 2, { signal: controller.signal })
    controller.abort()
    expect(await errorOf(second)).toMatchObject({ code: 'cancelled' })
  })
})
