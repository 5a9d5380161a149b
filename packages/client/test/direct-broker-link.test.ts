/** A client whose broker listens in the same thread: nothing between them but calls. */
import type { AnswerRecord, WireRecord } from '@errand/protocol'
import { type DirectListener, listenDirectly, memorySockets } from '@errand/sockets'
import { type ClientOptions, connect } from '@errand/client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { errorOf } from './scene.js'

const endpoint = 'inproc://here/broker'

/** A broker that writes down what it is told. */
class ListeningBroker implements DirectListener {
  readonly taken: WireRecord[] = []
  readonly routingIds: string[] = []
  isOpen = true
  answer: (record: AnswerRecord) => void = () => undefined

  join(routingId: string, receive: (record: AnswerRecord) => void): ReturnType<DirectListener['join']> {
    this.routingIds.push(routingId)
    this.answer = receive
    const isOpen = (): boolean => this.isOpen
    return {
      get isOpen() {
        return isOpen()
      },
      send: (record) => void this.taken.push(record),
      close: () => void (this.isOpen = false),
    }
  }
}

function directClient(options: Partial<ClientOptions> = {}): {
  broker: ListeningBroker
  client: ReturnType<typeof connect>
} {
  const broker = new ListeningBroker()
  const unlisten = listenDirectly(endpoint, broker)
  const client = connect({ endpoint, ...options })
  onTestFinished(() => {
    client.destroy()
    unlisten()
  })
  return { broker, client }
}

describe('a client whose broker listens in its thread', () => {
  it('hands requests over as they are', async () => {
    const { broker, client } = directClient()
    const asked = client.request('worker.1', { messageNo: 7 })
    expect(broker.taken).toMatchObject([{ kind: 'request', id: 1, target: 'worker.1', body: '{"messageNo":7}' }])
    broker.answer({ kind: 'reply', id: 1, metadata: '', codec: 'j', body: '{"words":2}' })
    expect(await asked).toEqual({ words: 2 })
  })

  it('takes requests back, asks for more of a stream, and finds workers', async () => {
    const { broker, client } = directClient()
    const controller = new AbortController()
    const cancelled = errorOf(client.request('worker.1', 1, { signal: controller.signal }))
    controller.abort()
    expect(await cancelled).toMatchObject({ code: 'cancelled' })
    const chunks = client.stream('worker.1', 2, { window: 1 })
    broker.answer({ kind: 'chunk', id: 2, metadata: '', codec: 'j', body: '1' })
    expect(await chunks.next()).toEqual({ value: 1, done: false })
    broker.answer({ kind: 'reply', id: 2, metadata: '', codec: '', body: '' })
    const found = client.find('worker')
    broker.answer({ kind: 'reply', id: 3, metadata: '', codec: 'j', body: '["worker.1"]' })
    expect(await found).toEqual(['worker.1'])
    expect(broker.taken.map(({ kind }) => kind)).toEqual(['request', 'cancel', 'request', 'pull', 'find'])
  })

  it('joins it by an identity that nobody shares', () => {
    const [one, other] = [directClient(), directClient()]
    expect(one.broker.routingIds).toHaveLength(1)
    expect(one.broker.routingIds).not.toEqual(other.broker.routingIds)
  })

  it('says that the broker has closed', async () => {
    const { broker, client } = directClient()
    broker.isOpen = false
    expect(await errorOf(client.request('worker.1'))).toMatchObject({
      code: 'closed',
      mayHaveRun: false,
      message: `the broker at ${endpoint} has closed`,
    })
  })

  it('leaves it when it closes', async () => {
    const { broker, client } = directClient()
    await client.close()
    expect(broker.isOpen).toBe(false)
  })

  it.each<[string, Partial<ClientOptions>]>([
    ['it is given sockets', { sockets: memorySockets() }],
    ['it speaks the JSON profile', { profile: 'json', sockets: memorySockets() }],
    ['the broker has another endpoint', { endpoint: 'inproc://here/another', sockets: memorySockets() }],
  ])('is a client by a socket where %s', (_why, options) => {
    const { broker } = directClient(options)
    expect(broker.routingIds).toEqual([])
  })
})
