/** A client of the JSON profile where it asks more than its socket holds, and where the answer is not what it can take. */
import { memorySockets, type MessageSocket, type SocketFactory } from '@errand/sockets'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, type ClientOptions, connect } from '../src/index.js'

/** V8 writes JSON of any depth from Node 26 on; before, it is out of stack at some depth. */
const writesAnyDepth = ((): boolean => {
  try {
    JSON.stringify(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))
    return true
  } catch {
    return false
  }
})()

const endpoint = 'inproc://json-link/broker'

describe('a client of the JSON profile', () => {
  let sockets: SocketFactory
  let client: Client

  beforeEach(() => {
    sockets = memorySockets()
  })

  afterEach(() => {
    client.destroy()
    sockets.closeAll()
  })

  function open(options: Partial<ClientOptions> = {}): Client {
    client = connect({ endpoint, profile: 'json', sockets, ...options })
    return client
  }

  /** A broker that answers each request with what is made of its text. */
  async function answer(answerOf: (request: string) => string): Promise<void> {
    const router: MessageSocket = sockets.open('router', { highWaterMark: 0 })
    await router.bind(endpoint)
    router.listen(([peer, frame]) => router.send([peer as Uint8Array, answerOf(String(frame))]))
  }

  it('has any number of requests on their way at the same time', async () => {
    open()
    // More than a socket holds; and there is no broker yet.
    const asked = Array.from({ length: 5000 }, (_, n) => client.request('worker.1', { n }))
    await answer((request) => request)
    expect(await Promise.all(asked)).toEqual(asked.map((_, n) => ({ n, worker: 'worker.1' })))
  })

  it('refuses what would wait beyond its limit', async () => {
    open({ heldBytesMax: 1000 })
    const asked = Array.from({ length: 5000 }, (_, n) => client.request('worker.1', { n }))
    await expect(asked.at(-1)).rejects.toMatchObject({ code: 'overloaded', mayHaveRun: false })
    client.destroy()
    const codes = (await Promise.allSettled(asked)).map((ended) => (ended as { reason: { code: string } }).reason.code)
    expect(new Set(codes)).toEqual(new Set(['closed', 'overloaded']))
  })

  it.skipIf(writesAnyDepth)('ends a request whose answer can be read, but nests too deeply to be taken', async () => {
    await answer((request) => `${request.slice(0, -1)},"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
    await expect(open().request('worker.1', {})).rejects.toMatchObject({ code: 'bad-result' })
  })

  it.each([undefined, null, 1, 'text', [1], Uint8Array.of(1)])('refuses %o as a body', async (body) => {
    await expect(open().request('worker.1', body)).rejects.toMatchObject({ code: 'bad-request', mayHaveRun: false })
  })
})
