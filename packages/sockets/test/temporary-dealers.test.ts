/** Temporary sockets: leased for the messages of the moment, bounded in number, closed when these are through. */
import { defaultLimits } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { flushSchedule } from '../src/flush-schedule.js'
import { memorySockets } from '../src/memory/memory-sockets.js'
import type { MessageSocket, SocketFactory } from '../src/message-socket.js'
import { SocketsError, type SocketsErrorCode } from '../src/sockets-error.js'
import {
  type DealerLease,
  type TemporaryDealers,
  temporaryDealers,
  type TemporaryDealersOptions,
} from '../src/temporary-dealers.js'
import { credit, slotsIn, turn, upTo } from './records.js'

const endpoint = 'inproc://results'

let sockets: SocketFactory
let router: MessageSocket
/** What the ROUTER heard, by the dealer that it came from; and all of it. */
let heard: Map<string, number[]>
let all: number[]
let openMax: number

beforeEach(async () => {
  sockets = memorySockets()
  heard = new Map()
  all = []
  openMax = 0
  router = sockets.open('router', { highWaterMark: 0 })
  await router.bind(endpoint)
  router.listen(([id, ...frames]) => {
    const from = String(id)
    const slots = slotsIn(frames)
    heard.set(from, [...(heard.get(from) ?? []), ...slots])
    all.push(...slots)
  })
})

afterEach(() => {
  vi.useRealTimers()
  sockets.closeAll()
})

/** Temporary dealers of the ROUTER's factory; `openMax` is how many of them there were at most. */
function dealersWith(options: Partial<TemporaryDealersOptions> = {}): TemporaryDealers {
  const watched: SocketFactory = {
    open(kind, socketOptions) {
      const socket = sockets.open(kind, socketOptions)
      openMax = Math.max(openMax, sockets.openSockets - 1)
      return socket
    },
    closeAll: () => sockets.closeAll(),
    openSockets: 0,
  }
  return temporaryDealers({
    sockets: watched,
    endpoint,
    owner: { name: 'loop.1', epoch: 'k3v9' },
    limits: defaultLimits,
    forms: 'strings',
    schedule: flushSchedule(),
    onMessage: () => undefined,
    // So that a test sees them close without waiting.
    idleMs: 0,
    ...options,
  })
}

/** Opens sockets only as long as there is no fault. */
function failing(): { factory: SocketFactory; fault: { code: SocketsErrorCode | undefined } } {
  const fault: { code: SocketsErrorCode | undefined } = { code: undefined }
  const factory: SocketFactory = {
    open(kind, options) {
      if (fault.code !== undefined) throw new SocketsError(fault.code, 'no socket')
      return sockets.open(kind, options)
    },
    closeAll: () => undefined,
    openSockets: 0,
  }
  return { factory, fault }
}

/** Leases, and hands on the lease once it is granted. */
function leased(dealers: TemporaryDealers): Promise<DealerLease> {
  return new Promise((resolve) => dealers.lease(resolve))
}

/** One message, as a task's answer: leased, sent, released. */
function sendAlone(dealers: TemporaryDealers, slots: number): void {
  dealers.lease((lease) => {
    lease.add(credit(slots))
    lease.release()
  })
}

async function heardAll(count: number): Promise<number[]> {
  while (all.length < count) await turn()
  return all
}

describe('temporary dealers', () => {
  it('serve a burst by one socket, which closes behind it', async () => {
    const dealers = dealersWith()
    for (const slots of upTo(100)) sendAlone(dealers, slots)
    expect(dealers.openSockets).toBe(1)
    await heardAll(100)
    expect([...heard]).toEqual([['loop.1#k3v9/1', upTo(100)]])
    expect(dealers.openSockets).toBe(0)
    expect(sockets.openSockets).toBe(1)
  })

  it('wait a while for the next burst, and close when none has followed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const dealers = dealersWith({ idleMs: 5 })
    sendAlone(dealers, 1)
    vi.advanceTimersByTime(5)
    sendAlone(dealers, 2)
    // It was used since it was looked at last.
    vi.advanceTimersByTime(5)
    expect(dealers.openSockets).toBe(1)
    vi.advanceTimersByTime(5)
    expect(dealers.openSockets).toBe(0)
    sendAlone(dealers, 3)
    await heardAll(3)
    expect([...heard]).toEqual([
      ['loop.1#k3v9/1', [1, 2]],
      ['loop.1#k3v9/2', [3]],
    ])
  })

  it('stay open as long as one lease is held, however long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const dealers = dealersWith({ idleMs: 5 })
    const lease = await leased(dealers)
    sendAlone(dealers, 1)
    vi.advanceTimersByTime(1000)
    expect(dealers.openSockets).toBe(1)
    // Nobody looks at it meanwhile.
    expect(vi.getTimerCount()).toBe(0)
    lease.release()
    vi.advanceTimersByTime(10)
    expect(dealers.openSockets).toBe(0)
  })

  it('stay open as long as one lease is held', async () => {
    const dealers = dealersWith()
    const lease = await leased(dealers)
    sendAlone(dealers, 1)
    await turn()
    expect(dealers.openSockets).toBe(1)
    lease.add(credit(2))
    await heardAll(2)
    lease.release()
    await turn()
    expect(dealers.openSockets).toBe(0)
    expect([...heard]).toEqual([['loop.1#k3v9/1', [1, 2]]])
  })

  it('go on with the socket that was released in the same turn', async () => {
    const dealers = dealersWith()
    sendAlone(dealers, 1)
    await Promise.resolve()
    sendAlone(dealers, 2)
    await heardAll(2)
    expect([...heard.keys()]).toEqual(['loop.1#k3v9/1'])
  })

  it('have a socket for each message where that is asked for', async () => {
    const dealers = dealersWith({ leasesPerSocket: 1 })
    for (const slots of upTo(3)) sendAlone(dealers, slots)
    await heardAll(3)
    expect(new Map(heard)).toEqual(
      new Map([
        ['loop.1#k3v9/1', [0]],
        ['loop.1#k3v9/2', [1]],
        ['loop.1#k3v9/3', [2]],
      ]),
    )
  })

  it('are never more than allowed; who comes later waits, in order', async () => {
    const dealers = dealersWith({ leasesPerSocket: 1, socketsMax: 4 })
    const granted: number[] = []
    const leases: DealerLease[] = []
    for (const number of upTo(10)) {
      dealers.lease((lease) => {
        granted.push(number)
        leases.push(lease)
      })
    }
    expect([granted.length, dealers.openSockets, dealers.waiting]).toEqual([4, 4, 6])
    while (leases.length > 0) {
      leases.pop()?.release()
      await turn()
    }
    expect(granted).toEqual(upTo(10))
    expect(openMax).toBe(4)
    expect([dealers.openSockets, dealers.waiting]).toEqual([0, 0])
  })

  it('let nobody pass who asks while others are being granted', async () => {
    const dealers = dealersWith({ leasesPerSocket: 2, socketsMax: 1 })
    const granted: string[] = []
    const first = [await leased(dealers), await leased(dealers)]
    const ask = (name: string, asksAgain: boolean): void => {
      dealers.lease((lease) => {
        granted.push(name)
        if (asksAgain) ask(`${name} again`, false)
        lease.release()
      })
    }
    ask('a', true)
    ask('b', false)
    for (const lease of first) lease.release()
    await turn()
    await turn()
    await turn()
    expect(granted).toEqual(['a', 'b', 'a again'])
  })

  it('serve 10,000 leases at once with four sockets, each by an identity of its own', async () => {
    const count = 10_000
    const dealers = dealersWith({ leasesPerSocket: 1, socketsMax: 4 })
    for (const slots of upTo(count)) sendAlone(dealers, slots)
    const slots = await heardAll(count)
    expect(slots).toEqual(upTo(count))
    expect(heard.size).toBe(count)
    expect(openMax).toBe(4)
    expect(dealers.openSockets).toBe(0)
  })

  it('hear the answers to what they sent', async () => {
    const answers: string[] = []
    const dealers = dealersWith({ bell: 'front', onMessage: (frames) => answers.push(frames.map(String).join('|')) })
    const lease = await leased(dealers)
    lease.add(credit(1))
    await heardAll(1)
    router.send(['loop.1#k3v9/1', 'answer', 'body'])
    while (answers.length === 0) await turn()
    expect(answers).toEqual(['answer|body'])
    lease.release()
  })

  it('send what was gathered when they are closed, and grant nothing any more', async () => {
    const dealers = dealersWith({ leasesPerSocket: 1, socketsMax: 1 })
    const lease = await leased(dealers)
    lease.add(credit(1))
    const granted = vi.fn<() => void>()
    dealers.lease(granted)
    dealers.close()
    dealers.lease(granted)
    expect([dealers.openSockets, dealers.waiting]).toEqual([0, 0])
    expect(await heardAll(1)).toEqual([1])
    lease.add(credit(2))
    lease.release()
    await turn()
    await turn()
    expect(granted).not.toHaveBeenCalled()
    expect(await heardAll(1)).toEqual([1])
    expect(sockets.openSockets).toBe(1)
  })

  it('may be closed again', () => {
    const dealers = dealersWith()
    dealers.close()
    expect(() => dealers.close()).not.toThrow()
  })
})

describe('when no socket is to be had', () => {
  it('leases wait until there is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { factory, fault } = failing()
    const dealers = dealersWith({ sockets: factory })
    fault.code = 'socket-limit'
    sendAlone(dealers, 1)
    sendAlone(dealers, 2)
    vi.advanceTimersByTime(1000)
    expect([dealers.openSockets, dealers.waiting]).toEqual([0, 2])
    fault.code = undefined
    vi.advanceTimersByTime(1000)
    expect(await heardAll(2)).toEqual([1, 2])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('nothing is tried any more once they are closed', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { factory, fault } = failing()
    const dealers = dealersWith({ sockets: factory })
    fault.code = 'socket-limit'
    sendAlone(dealers, 1)
    dealers.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leases are never granted in a thread that is being shut down', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { factory, fault } = failing()
    const dealers = dealersWith({ sockets: factory })
    fault.code = 'closing'
    expect(() => sendAlone(dealers, 1)).not.toThrow()
    expect(dealers.openSockets).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('options of temporary dealers', () => {
  it.each([
    ['socketsMax', 0],
    ['socketsMax', NaN],
    ['leasesPerSocket', 0],
  ])('%s may not be %d', (option, value) => {
    expect(() => dealersWith({ [option]: value })).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: `${option} is ${value}; allowed is 1 or more` }),
    )
  })

  it('idleMs may not be negative', () => {
    expect(() => dealersWith({ idleMs: -1 })).toThrow('idleMs is -1; allowed is 0 or more')
  })

  it('endpoint must be one', () => {
    expect(() => dealersWith({ endpoint: 'results' })).toThrow(expect.objectContaining({ code: 'invalid-endpoint' }))
  })
})
