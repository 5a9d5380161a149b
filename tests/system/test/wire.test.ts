// What strangers can send to a broker's sockets: each is answered or counted, and nobody else notices.
import { decodePacket, defaultLimits, type OutgoingFrame, type WireRecord } from '@errand/protocol'
import { type MessageSocket, zeromqSockets } from '@errand/sockets'
import { describe, expect, it, onTestFinished } from 'vitest'
import { brokerFor, clientFor, workersOn } from './topology.js'

interface Stranger {
  readonly socket: MessageSocket
  /** Sends a message, and resolves with the records of the next answer. */
  ask(frames: OutgoingFrame[]): Promise<readonly WireRecord[]>
}

function strangerAt(endpoint: string): Stranger {
  const socket = zeromqSockets().open('dealer')
  onTestFinished(() => socket.close())
  let onAnswer: ((records: readonly WireRecord[]) => void) | undefined
  socket.connect(endpoint)
  socket.listen((frames) => onAnswer?.(decodePacket(frames, defaultLimits).records))
  return {
    socket,
    ask(frames) {
      return new Promise((resolve) => {
        onAnswer = resolve
        socket.send(frames)
      })
    },
  }
}

const garbage: OutgoingFrame[][] = [
  [''],
  ['E'],
  ['x'],
  ['E1'],
  ['E1q'],
  ['E1q1,a,5,1,0,j9;{}'],
  ['E1r5,0,j2;{}'],
  ['E1d99999999,0,-;'],
  ['E1z0,-;'],
  [Buffer.alloc(100_000, 0xff)],
  [Buffer.from([0x45, 0x31, 0x80, 0x81])],
  ['', ''],
  ['', '', ''],
  ['E1y1,0,j3;{{{'],
  ['E1y1,0,x3;abc'],
  ['{', '}'],
]

describe.each(['inproc', 'ipc', 'tcp'] as const)('over %s', (transport) => {
  it('answers a packet of another version with unsupported-version', async () => {
    const broker = await brokerFor({ transport })
    const [record] = await strangerAt(broker.endpoint).ask(['E2q1,a,1000,1,0,-;'])
    expect(record).toMatchObject({ kind: 'failure', id: 0, code: 'unsupported-version' })
  })

  it('answers a request with a bad field with bad-request, and the others in its packet', async () => {
    const broker = await brokerFor({ transport, ...workersOn('push', ['a']) })
    const stranger = strangerAt(broker.endpoint)
    const [record] = await stranger.ask(['E1q1,a b,1000,1,0,-;'])
    expect(record).toMatchObject({ kind: 'failure', id: 1, code: 'bad-request' })
    const [reply] = await stranger.ask(['E1?9,0,-;q2,a,1000,1,0,j26;{"act":"echo","value":123}q3'])
    expect(reply).toBeDefined()
  })

  it('answers a body over the limit with too-large', async () => {
    const broker = await brokerFor({ transport, limits: { bodyBytesMax: 10_000 }, ...workersOn('push', ['a']) })
    const [record] = await strangerAt(broker.endpoint).ask(['E1q7,a,1000,1,0,b*;', Buffer.alloc(10_001)])
    expect(record).toMatchObject({ kind: 'failure', id: 7, code: 'too-large' })
  })

  it('counts and drops what is none, and serves everybody else', async () => {
    const broker = await brokerFor({ transport, ...workersOn('push', ['a']) })
    const front = strangerAt(broker.endpoint)
    const results = strangerAt(broker.endpoints.results)
    for (const frames of garbage) {
      front.socket.send([...frames])
      results.socket.send([...frames])
    }
    await front.ask(['E2'])
    const client = clientFor(broker)
    expect(await client.request('a', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'a' })
    const stats = await broker.stats()
    expect(stats.violations).toBeGreaterThan(10)
    expect(stats.workers.map(({ name }) => name)).toEqual(['a'])
  })

  it('cannot be told an outcome by somebody who has not the task', async () => {
    const broker = await brokerFor({ transport, ...workersOn('push', ['a']) })
    const client = clientFor(broker)
    const waiting = client.request('a', { act: 'wait' }, { deadlineMs: 200 })
    const forger = strangerAt(broker.endpoints.results)
    for (let lease = 1; lease < 100; lease++) forger.socket.send([`E1r${lease},0,j6;"fake"`])
    await expect(waiting).rejects.toMatchObject({ code: 'deadline' })
  })
})
