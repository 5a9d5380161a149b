/** The JSON profile, as a caller sees it: fields travel along, and a number tells answers apart. */
import { RequestError } from '@errand/client'
import type { OutgoingFrame } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { type JsonBroker, jsonBroker } from './json-broker.js'
import { clientScene, type ClientScene, endpoint, errorOf } from './scene.js'

async function jsonScene(): Promise<ClientScene & { readonly broker: JsonBroker }> {
  const opened = clientScene({ profile: 'json' })
  return { ...opened, broker: await jsonBroker(opened.sockets, endpoint) }
}

describe('a request in the JSON profile', () => {
  it('is one object: its own fields, its target and its number', async () => {
    const { client, broker } = await jsonScene()
    void errorOf(client.request('worker.3', { messageNo: 7, deep: [{ ü: null }] }))
    expect(await broker.messages(1)).toEqual([
      { messageNo: 7, deep: [{ ü: null }], worker: 'worker.3', errandRequest: 1 },
    ])
  })

  it('cannot forge its target or its number', async () => {
    const { client, broker } = await jsonScene()
    void errorOf(client.request('worker.3', { worker: 'worker.4', errandRequest: 99 }))
    expect(await broker.messages(1)).toEqual([{ worker: 'worker.3', errandRequest: 1 }])
  })

  it('resolves with all that came back, except for its number', async () => {
    const { client, broker } = await jsonScene()
    const asked = client.request('worker.3', { messageNo: 7 })
    const [message] = await broker.messages(1)
    broker.answer({ ...message, source: 'main', response: 'worker.3', responseSocket: 'worker.3', result: 5 })
    expect(await asked).toEqual({
      messageNo: 7,
      worker: 'worker.3',
      source: 'main',
      response: 'worker.3',
      responseSocket: 'worker.3',
      result: 5,
    })
  })

  it('finds its answer in whatever order answers come', async () => {
    const { client, broker } = await jsonScene()
    const all = Array.from({ length: 100 }, (_, n) => client.request('worker.1', { n }))
    const messages = await broker.messages(100)
    for (const message of messages.toReversed()) broker.answer(message)
    expect(await Promise.all(all)).toEqual(all.map((_, n) => ({ n, worker: 'worker.1' })))
    expect(client.pending).toBe(0)
  })

  it('ends at its deadline; nothing is said of that', async () => {
    const { client, broker, clock } = await jsonScene()
    const late = client.request('worker.1', { n: 1 }, { deadlineMs: 10 })
    clock.advance(10)
    expect(await errorOf(late)).toMatchObject({ code: 'deadline', mayHaveRun: true })
    const next = client.request('worker.1', { n: 2 })
    const messages = await broker.messages(2)
    expect(messages.map(({ n }) => n)).toEqual([1, 2])
    for (const message of messages) broker.answer(message)
    expect(await next).toMatchObject({ n: 2 })
  })

  it('ends with its signal', async () => {
    const { client } = await jsonScene()
    const controller = new AbortController()
    const asked = client.request('worker.1', {}, { signal: controller.signal })
    controller.abort()
    expect(await errorOf(asked)).toMatchObject({ code: 'cancelled' })
  })

  it('ends as closed with its client', async () => {
    const { client, broker, sockets } = await jsonScene()
    const asked = errorOf(client.request('worker.1', {}))
    await broker.messages(1)
    await client.close({ drainMs: 0 })
    expect(await asked).toMatchObject({ code: 'closed', mayHaveRun: true })
    expect(sockets.openSockets).toBe(1)
    expect(await errorOf(client.request('worker.1', {}))).toMatchObject({ code: 'closed', mayHaveRun: false })
  })
})

describe('a failure in the JSON profile', () => {
  it.each([
    [
      { code: 'unknown-target', message: 'no such worker' },
      { code: 'unknown-target', mayHaveRun: false },
    ],
    [
      { code: 'closed', message: 'over', mayHaveRun: false },
      { code: 'closed', mayHaveRun: false },
    ],
    [
      { code: 'struck-by-lightning', message: 'zap' },
      { code: 'handler-failed', mayHaveRun: true },
    ],
    [{ message: 'no code' }, { code: 'handler-failed', mayHaveRun: true }],
    [{ code: 5 }, { code: 'handler-failed', mayHaveRun: true }],
    [{}, { code: 'handler-failed', mayHaveRun: true }],
  ])('is a RequestError: %o', async (failure, expected) => {
    const { client, broker } = await jsonScene()
    const asked = client.request('worker.9', {})
    const [message] = await broker.messages(1)
    broker.answer({ ...message, failure })
    const error = await errorOf(asked)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ target: 'worker.9', ...expected })
  })

  it("has the handler's own error as its cause", async () => {
    const { client, broker } = await jsonScene()
    const asked = client.request('worker.1', {})
    const [message] = await broker.messages(1)
    broker.answer({ ...message, failure: { code: 'handler-failed', name: 'KeyError', message: "'text'" } })
    expect(await errorOf(asked)).toMatchObject({
      message: "worker.1 failed: KeyError: 'text'",
      cause: { name: 'KeyError', message: "'text'" },
    })
  })

  it.each([null, 'a text', 7, ['a list']])('is an object; a field of that name with %o is a reply', async (failure) => {
    const { client, broker } = await jsonScene()
    const asked = client.request('worker.1', {})
    const [message] = await broker.messages(1)
    broker.answer({ ...message, failure })
    expect(await asked).toEqual({ worker: 'worker.1', failure })
  })
})

const unreadable: readonly (readonly [what: string, frames: readonly OutgoingFrame[]])[] = [
  ['an empty message', ['']],
  ['text', ['hello']],
  ['half an object', ['{"errandRequest":1,']],
  ['a list', ['[1]']],
  ['null', ['null']],
  ['bytes that are not UTF-8', [Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)]],
  ['an object without a number', ['{"response":"worker.1"}']],
  ['an object whose number is a text', ['{"errandRequest":"1"}']],
  ['an object with the number of nobody', ['{"errandRequest":2}']],
  ['an object with no number that there can be', ['{"errandRequest":-1.5}']],
]

describe('what is no answer in the JSON profile', () => {
  it.each(unreadable)('is ignored: %s', async (_what, frames) => {
    const { client, broker } = await jsonScene()
    const asked = client.request('worker.1', { n: 1 })
    const [message] = await broker.messages(1)
    broker.sendFrames(frames)
    broker.answer({ ...message, n: 2 })
    expect(await asked).toEqual({ worker: 'worker.1', n: 2 })
  })
})
