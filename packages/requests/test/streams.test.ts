/** Answers that come in chunks: what is granted, how they end, and what their readers are told. */
import { describe, expect, it } from 'vitest'
import { errorOf, failure, interim, reply, scene } from './scene.js'

async function chunksOf(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const chunks: unknown[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

describe('a stream', () => {
  it('has the chunks in their order, and then the result', async () => {
    const { requester, link } = scene()
    const stream = requester.stream('files', { dir: '/' }, { window: 8 })
    expect(link.requests).toMatchObject([{ id: 1, target: 'files', window: 8, body: '{"dir":"/"}' }])
    for (const name of ['a', 'b']) requester.settle(interim('chunk', 1, { name }))
    requester.settle(reply(1, { files: 2 }))
    expect(await chunksOf(stream)).toEqual([{ name: 'a' }, { name: 'b' }])
    expect(await stream.result).toEqual({ files: 2 })
    expect(requester.pending).toBe(0)
  })

  it('grants as many again when half of its window was read, and not before', async () => {
    const { requester, link } = scene()
    const stream = requester.stream('files', {}, { window: 4 })
    for (let at = 0; at < 4; at++) requester.settle(interim('chunk', 1, at))
    expect(link.calls).toEqual(['open 1'])
    await stream.next()
    expect(link.calls).toEqual(['open 1'])
    await stream.next()
    expect(link.calls).toEqual(['open 1', 'pull 1 2'])
    await stream.next()
    await stream.next()
    expect(link.calls).toEqual(['open 1', 'pull 1 2', 'pull 1 2'])
  })

  it('grants nothing any more when it has ended', async () => {
    const { requester, link } = scene()
    const stream = requester.stream('files', {}, { window: 2 })
    requester.settle(interim('chunk', 1, 'a'))
    requester.settle(reply(1, 'end'))
    expect(await chunksOf(stream)).toEqual(['a'])
    expect(link.calls).toEqual(['open 1', 'ended 1'])
  })

  it('hands a chunk to whoever waits for it already', async () => {
    const { requester } = scene()
    const stream = requester.stream('files', {})
    const [first, second, third] = [stream.next(), stream.next(), stream.next()]
    requester.settle(interim('chunk', 1, 'a'))
    requester.settle(interim('chunk', 1, 'b'))
    requester.settle(reply(1, 'end'))
    expect(await Promise.all([first, second, third])).toEqual([
      { value: 'a', done: false },
      { value: 'b', done: false },
      { value: undefined, done: true },
    ])
  })

  it('throws what went wrong behind the chunks that came before, and its result rejects with the same', async () => {
    const { requester } = scene()
    const stream = requester.stream('files', {})
    requester.settle(interim('chunk', 1, 'a'))
    requester.settle(failure(1, 'worker-lost'))
    expect(await stream.next()).toEqual({ value: 'a', done: false })
    const error = await errorOf(stream.next())
    expect(error).toMatchObject({ code: 'worker-lost', target: 'files' })
    expect(await errorOf(stream.result)).toBe(error)
  })

  it('has its result as soon as it has come, whoever has read the chunks before it', async () => {
    const { requester } = scene()
    const stream = requester.stream('files', {})
    requester.settle(interim('chunk', 1, 'a'))
    requester.settle(reply(1, 'end'))
    expect(await stream.result).toBe('end')
    expect(await chunksOf(stream)).toEqual(['a'])
  })

  it('rejects its result within its deadline, though chunks lie unread', async () => {
    const { requester, clock } = scene()
    const stream = requester.stream('files', {}, { deadlineMs: 50 })
    requester.settle(interim('chunk', 1, 'a'))
    clock.advance(50)
    expect(await errorOf(stream.result)).toMatchObject({ code: 'deadline' })
    expect(await stream.next()).toEqual({ value: 'a', done: false })
    expect(await errorOf(stream.next())).toMatchObject({ code: 'deadline' })
  })

  it('ends within its deadline, whoever reads', async () => {
    const { requester, link, clock } = scene()
    const stream = requester.stream('files', {}, { deadlineMs: 50 })
    clock.advance(50)
    expect(await errorOf(stream.next())).toMatchObject({ code: 'deadline' })
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
  })

  it('is taken back when its reader leaves the loop', async () => {
    const { requester, link } = scene()
    const stream = requester.stream('files', {})
    requester.settle(interim('chunk', 1, 'a'))
    for await (const chunk of stream) if (chunk === 'a') break
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
    expect(await errorOf(stream.result)).toMatchObject({ code: 'cancelled' })
    expect(await stream.next()).toEqual({ value: undefined, done: true })
  })

  it('is taken back by its signal', async () => {
    const { requester, link } = scene()
    const controller = new AbortController()
    const stream = requester.stream('files', {}, { signal: controller.signal })
    controller.abort()
    expect(await errorOf(stream.next())).toMatchObject({ code: 'cancelled' })
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
  })

  it('breaks off where a chunk cannot be read', async () => {
    const { requester, link } = scene()
    const stream = requester.stream('files', {})
    requester.settle({ kind: 'chunk', id: 1, metadata: '', codec: 'j', body: '{' })
    expect(await errorOf(stream.next())).toMatchObject({ code: 'bad-result' })
    expect(link.calls).toEqual(['open 1', 'cancel 1', 'ended 1'])
  })

  it('is not sent again when its connection is lost, whatever its attempts: a part may be lost', async () => {
    const { requester } = scene()
    const stream = requester.stream('files', {}, { attempts: 5 })
    requester.connectionLost('the connection ended')
    expect(await errorOf(stream.next())).toMatchObject({ code: 'broker-lost' })
  })

  it('that cannot be asked for says so where it is read', async () => {
    const { requester, link } = scene()
    expect(await errorOf(requester.stream('files', {}, { window: 0 }).next())).toMatchObject({ code: 'invalid-option' })
    expect(await errorOf(requester.stream('no name', {}).result)).toMatchObject({ code: 'invalid-name' })
    expect(await errorOf(requester.stream('files', () => 1).next())).toMatchObject({ code: 'bad-request' })
    expect(link.calls).toEqual([])
  })
})

describe('a request that wants to hear of progress', () => {
  it('is told of it until it ends', async () => {
    const { requester, link } = scene()
    const heard: unknown[] = []
    const asked = requester.request('files', {}, { onProgress: (progress) => heard.push(progress) })
    expect(link.requests).toMatchObject([{ progress: 1 }])
    for (const share of [0.5, 1]) requester.settle(interim('progress', 1, share))
    requester.settle(reply(1, 'end'))
    requester.settle(interim('progress', 1, 'late'))
    expect(await asked).toBe('end')
    expect(heard).toEqual([0.5, 1])
  })
})
