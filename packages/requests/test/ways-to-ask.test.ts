/** What a request may ask for, and the ways to ask besides waiting for the answer. */
import { describe, expect, it } from 'vitest'
import type { RequestOptions } from '@errand/requests'
import { errorOf, failure, reply, scene } from './scene.js'

describe('a request that is only sent', () => {
  it('resolves when it was accepted', async () => {
    const { requester, link } = scene()
    const sent = requester.send('mail', { to: 'a' })
    expect(link.requests).toMatchObject([{ target: 'mail', quiet: 1 }])
    requester.settle({ kind: 'accepted', id: 1 })
    expect(await sent).toBeUndefined()
    expect(requester.pending).toBe(0)
  })

  it('rejects where it was not', async () => {
    const { requester } = scene()
    const sent = requester.send('mail', {})
    requester.settle(failure(1, 'overloaded'))
    expect(await errorOf(sent)).toMatchObject({ code: 'overloaded' })
  })
})

describe('who serves a target', () => {
  it('is asked of the broker', async () => {
    const { requester, link } = scene()
    const found = requester.find('images')
    expect(link.finds).toEqual([{ kind: 'find', id: 1, target: 'images' }])
    requester.settle(reply(1, ['worker.1']))
    expect(await found).toEqual(['worker.1'])
  })

  it('is not waited for beyond the deadline, nor over a lost connection', async () => {
    const { requester, clock } = scene()
    const [late, lost] = [requester.find('images', { deadlineMs: 10 }), requester.find('images')]
    clock.advance(10)
    expect(await errorOf(late)).toMatchObject({ code: 'deadline' })
    requester.connectionLost('the connection ended')
    expect(await errorOf(lost)).toMatchObject({ code: 'broker-lost' })
  })
})

describe('what a request asks for', () => {
  it('is in its record', () => {
    const { requester, link } = scene()
    const options: RequestOptions = {
      method: 'resize@1a',
      ttlMs: 10.5,
      priority: 'high',
      key: 'album-1',
      to: 'worker.1',
    }
    void requester.request('images', {}, { ...options, metadata: { trace: 'a-1' } })
    expect(link.requests).toMatchObject([
      { method: 'resize@1a', ttlMs: 11, priority: 1, key: 'album-1', member: 'worker.1', metadata: '{"trace":"a-1"}' },
    ])
    void requester.request('images', {}, { to: { sticky: 'user-7' }, priority: 'normal' })
    expect(link.requests[1]).toMatchObject({ sticky: 'user-7', priority: undefined, member: undefined, metadata: '' })
  })

  it('may have any text as its key: one that is no name is stood for by a hash of it', () => {
    const { requester, link } = scene()
    const keys = ['über', 'a b', 'x'.repeat(4096), 'über']
    for (const key of keys) void requester.request('images', {}, { key })
    const sent = link.requests.map(({ key }) => key)
    expect(sent[0]).toMatch(/^h\.[A-Za-z0-9_-]{22}$/)
    expect(sent[3]).toBe(sent[0])
    expect(new Set(sent).size).toBe(3)
  })

  it.each([
    [{ ttlMs: 0 }, 'ttlMs is 0'],
    [{ priority: 'urgent' }, 'priority is "urgent"'],
    [{ key: '' }, 'key is ""'],
    [{ key: 'x'.repeat(4097) }, 'key is'],
    [{ to: {} }, 'to.sticky is undefined'],
    [{ to: 7 }, 'to is 7'],
    [{ metadata: { a: 1 } }, 'metadata is'],
    [{ onProgress: 'yes' }, 'onProgress is "yes"'],
  ])('must be allowed: %j', async (options, message) => {
    const { requester, link } = scene()
    const error = await errorOf(requester.request('images', {}, options as RequestOptions))
    expect(error).toMatchObject({ code: 'invalid-option', message: expect.stringContaining(message) as unknown })
    expect(link.calls).toEqual([])
  })

  it('may not be too much metadata', async () => {
    const { requester } = scene({ limits: { metadataCharsMax: 64 } })
    const error = await errorOf(requester.request('images', {}, { metadata: { trace: 'x'.repeat(64) } }))
    expect(error).toMatchObject({ code: 'too-large', mayHaveRun: false })
  })
})
