/** Outboxes of a ROUTER's peers: what is refused waits in order up to a bound, and a peer that is gone costs nothing. */
import { decodePacket, defaultLimits, type ReplyRecord } from '@errand/protocol'
import type { Flushable, MessageSocket, RefusalReason } from '@errand/sockets'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PeerOutboxes } from '../src/peer-outboxes.js'

type Frames = Parameters<MessageSocket['send']>[0]

/** A ROUTER that takes what it is told to take, and says later what it did not, as ZeroMQ's does. */
class FakeRouter {
  readonly taken: string[] = []
  readonly refusing = new Map<string, RefusalReason>()
  #refuse: ((frames: Frames, reason: RefusalReason) => void) | undefined

  get socket(): MessageSocket {
    return {
      kind: 'router',
      send: (frames) => this.#send(frames),
      onRefused: (listener) => {
        this.#refuse = listener
      },
      bind: () => Promise.reject(new Error('not here')),
      connect: () => undefined,
      listen: () => undefined,
      close: () => undefined,
    }
  }

  #send(frames: Frames): boolean {
    const [peer, ...packet] = frames
    const name = Buffer.from(peer as Uint8Array).toString('latin1')
    const reason = this.refusing.get(name)
    if (reason) queueMicrotask(() => this.#refuse?.(frames, reason))
    else for (const record of recordsOf(packet)) this.taken.push(`${name} ${record}`)
    return true
  }
}

function recordsOf(packet: Frames): number[] {
  const frames = packet.map((frame) => (typeof frame === 'string' ? Buffer.from(frame) : frame))
  return decodePacket(frames, defaultLimits).records.map((record) => (record as ReplyRecord).id)
}

function reply(id: number, body = ''): ReplyRecord {
  return { kind: 'reply', id, metadata: '', codec: 'j', body: `"${body}"` }
}

/** Tries again what waits for room. */
async function retry(): Promise<void> {
  vi.runOnlyPendingTimers()
  await Promise.resolve()
}

describe('outboxes of peers', () => {
  let router: FakeRouter
  let outboxes: PeerOutboxes
  let gathered: Flushable[]
  let sent: string[]
  let lost: string[]

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    router = new FakeRouter()
    gathered = []
    sent = []
    lost = []
    outboxes = new PeerOutboxes({
      router: router.socket,
      limits: defaultLimits,
      forms: 'any',
      schedule: { add: (outbox) => gathered.push(outbox), hasten: () => undefined },
      heldBytesMax: 1000,
      sent: (peer) => sent.push(peer),
      lost: (peer) => lost.push(peer),
    })
  })

  afterEach(() => {
    outboxes.clear()
    vi.useRealTimers()
  })

  /** Ends the turn: what was gathered leaves, and what is refused is told. */
  async function endTurn(): Promise<void> {
    for (const outbox of gathered.splice(0)) outbox.flush()
    await Promise.resolve()
  }

  it('gather the records of a turn in a packet for each peer', async () => {
    outboxes.add('a', reply(1))
    outboxes.add('b', reply(2))
    outboxes.add('a', reply(3))
    expect(router.taken).toEqual([])
    await endTurn()
    expect(router.taken).toEqual(['a 1', 'a 3', 'b 2'])
    expect(sent).toEqual(['a', 'b'])
  })

  it('reach a peer by the bytes of its id', async () => {
    outboxes.add('\u0000\u00ff\u0080', reply(1))
    await endTurn()
    expect(router.taken).toEqual(['\u0000\u00ff\u0080 1'])
  })

  it('keep the order of what was refused for want of room, and of what came behind it', async () => {
    router.refusing.set('a', 'full')
    outboxes.add('a', reply(1))
    await endTurn()
    outboxes.add('a', reply(2))
    await endTurn()
    outboxes.add('b', reply(3))
    await endTurn()
    await retry()
    expect(router.taken).toEqual(['b 3'])
    router.refusing.clear()
    await retry()
    outboxes.add('a', reply(4))
    await endTurn()
    await retry()
    expect(router.taken).toEqual(['b 3', 'a 1', 'a 2', 'a 4'])
    expect(lost).toEqual([])
  })

  it('keep the order of several that were refused together', async () => {
    router.refusing.set('a', 'full')
    for (let id = 1; id <= 5; id++) {
      outboxes.add('a', reply(id))
      outboxes.flush()
    }
    await endTurn()
    await Promise.resolve()
    router.refusing.clear()
    await retry()
    expect(router.taken).toEqual([1, 2, 3, 4, 5].map((id) => `a ${id}`))
  })

  it('give up a peer that leaves more untaken than it may, and nobody else', async () => {
    router.refusing.set('a', 'full')
    router.refusing.set('b', 'full')
    outboxes.add('b', reply(1))
    outboxes.add('a', reply(2, 'x'.repeat(600)))
    await endTurn()
    expect(lost).toEqual([])
    outboxes.add('a', reply(3, 'x'.repeat(600)))
    await endTurn()
    await retry()
    expect(lost).toEqual(['a'])
    router.refusing.clear()
    await retry()
    expect(router.taken).toEqual(['b 1'])
    outboxes.add('a', reply(4))
    await endTurn()
    expect(router.taken).toEqual(['b 1', 'a 4'])
  })

  it('forget a peer that is gone, with all that waits for it', async () => {
    router.refusing.set('a', 'full')
    outboxes.add('a', reply(1))
    await endTurn()
    router.refusing.set('a', 'unroutable')
    await retry()
    expect(lost).toEqual(['a'])
    router.refusing.clear()
    await retry()
    expect(vi.getTimerCount()).toBe(0)
    expect(router.taken).toEqual([])
  })

  it('drop what was gathered for a peer of whom it is known that it is gone', async () => {
    router.refusing.set('a', 'full')
    outboxes.add('a', reply(1))
    await endTurn()
    outboxes.add('a', reply(2))
    outboxes.forget('a')
    router.refusing.clear()
    await endTurn()
    await retry()
    expect(router.taken).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('send at once when they are flushed, and nothing more when they are cleared', async () => {
    outboxes.add('a', reply(1))
    outboxes.flush()
    outboxes.add('a', reply(2))
    outboxes.clear()
    await endTurn()
    expect(router.taken).toEqual(['a 1'])
  })
})
