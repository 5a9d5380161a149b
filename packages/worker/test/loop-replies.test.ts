/** How an event loop answers: one temporary socket for a burst of tasks, or one for each outcome. */
import { defaultLimits, type OutcomeRecord } from '@errand/protocol'
import { flushSchedule, type SocketFactory, SocketsError } from '@errand/sockets'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LoopReplies, loopReplies } from '../src/loop-replies.js'
import { FakeBroker, front } from './fake-broker.js'
import { until } from './runner-scene.js'

let broker: FakeBroker
/** While set, no socket can be opened. */
let isShort: boolean

beforeEach(async () => {
  broker = new FakeBroker()
  isShort = false
  await broker.listen()
})

afterEach(() => {
  vi.useRealTimers()
  broker.sockets.closeAll()
})

const factory: SocketFactory = {
  open(kind, options) {
    if (isShort) throw new SocketsError('socket-limit', 'no socket')
    return broker.sockets.open(kind, options)
  },
  closeAll: () => broker.sockets.closeAll(),
  openSockets: 0,
}

function replies(leasesPerSocket = Infinity): LoopReplies {
  return loopReplies({
    sockets: factory,
    endpoint: front,
    owner: { name: 'loop.1', epoch: 'k3v9' },
    limits: defaultLimits,
    forms: 'strings',
    schedule: flushSchedule(),
    leasesPerSocket,
    // So that a test sees them close without waiting.
    idleMs: 0,
  })
}

function reply(id: number): OutcomeRecord {
  return { kind: 'reply', id, metadata: '', codec: '', body: '' }
}

async function heard(count: number): Promise<number[]> {
  await broker.hears('reply', count)
  return broker.all('reply').map(({ id }) => id)
}

async function expectAllGivenBack({ dealers }: LoopReplies): Promise<void> {
  await until(() => dealers.openSockets === 0)
  expect([dealers.waiting, broker.sockets.openSockets]).toEqual([0, 1])
}

describe('replies of a burst', () => {
  it('leave by one socket, however many turns it lasts, which closes behind them', async () => {
    const loop = replies()
    loop.burstBegins()
    for (const id of [1, 2, 3]) {
      loop.send(reply(id))
      expect(await heard(id)).toHaveLength(id)
      expect(loop.dealers.openSockets).toBe(1)
    }
    loop.burstEnds()
    await expectAllGivenBack(loop)
    expect(broker.peers).toEqual(['loop.1#k3v9/1'])
  })

  it('of another burst leave by another socket', async () => {
    const loop = replies()
    for (const id of [1, 2]) {
      loop.burstBegins()
      loop.send(reply(id))
      loop.burstEnds()
      await heard(id)
      await expectAllGivenBack(loop)
    }
    expect(broker.peers).toEqual(['loop.1#k3v9/1', 'loop.1#k3v9/2'])
  })

  it('may have others between bursts: what a loop says of itself', async () => {
    const loop = replies()
    loop.send({ kind: 'stopped' })
    await broker.hears('stopped')
    await expectAllGivenBack(loop)
  })

  it('wait where no socket is to be had, all of them and in order, and leave none open', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const loop = replies()
    isShort = true
    for (const id of [1, 2]) {
      loop.burstBegins()
      loop.send(reply(id))
      loop.burstEnds()
    }
    expect([loop.dealers.openSockets, ...loop.waiting]).toEqual([0, 1, 2])
    isShort = false
    vi.advanceTimersByTime(1000)
    expect(await heard(2)).toEqual([1, 2])
    expect([...loop.waiting]).toEqual([])
    await expectAllGivenBack(loop)
  })

  it('go on by the lease of a burst that comes while it lasts', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const loop = replies()
    isShort = true
    loop.burstBegins()
    loop.send(reply(1))
    isShort = false
    vi.advanceTimersByTime(1000)
    loop.send(reply(2))
    expect(await heard(2)).toEqual([1, 2])
    expect(loop.dealers.openSockets).toBe(1)
    loop.burstEnds()
    await expectAllGivenBack(loop)
    expect(broker.peers).toHaveLength(1)
  })

  it('that were sent before the end are not lost by it', async () => {
    const loop = replies()
    loop.burstBegins()
    loop.send(reply(1))
    loop.send({ kind: 'stopped' })
    loop.dealers.close()
    await broker.hears('stopped')
    expect(broker.heard).toEqual([reply(1), { kind: 'stopped' }])
    loop.burstEnds()
    await expectAllGivenBack(loop)
  })
})

describe('replies that have a socket each', () => {
  it('leave by as many as there are, which close behind them', async () => {
    const loop = replies(1)
    loop.burstBegins()
    for (const id of [1, 2, 3]) loop.send(reply(id))
    loop.burstEnds()
    expect(await heard(3)).toEqual([1, 2, 3])
    expect(broker.peers).toEqual(['loop.1#k3v9/1', 'loop.1#k3v9/2', 'loop.1#k3v9/3'])
    await expectAllGivenBack(loop)
  })
})

describe.each(['chunk', 'progress'] as const)('a task that says %s before it answers', (kind) => {
  it('leaves by a socket of its own, whose identity none of the others takes over', async () => {
    const loop = replies()
    loop.burstBegins()
    loop.send({ ...reply(1), kind })
    loop.send(reply(2))
    await heard(1)
    loop.send({ ...reply(1), kind })
    loop.send(reply(1))
    loop.burstEnds()
    expect(await heard(2)).toEqual([2, 1])
    expect(broker.all(kind)).toHaveLength(2)
    expect(broker.peers.toSorted()).toEqual(['loop.1#k3v9/1', 'loop.1#k3v9/2'])
    await expectAllGivenBack(loop)
  })
})
