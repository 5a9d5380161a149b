/** Sockets of a thread are emptied when its bells ring: neither too early, nor never, nor without end. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BellListeners, type Drainable } from '../src/bell-listeners.js'
import type { Bell } from '../src/message-socket.js'
import type { ThreadControl } from '../src/thread-control.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] }))
afterEach(() => void vi.useRealTimers())

/** Bells without a thread: ringing wakes at once. */
class Belfry {
  readonly #rung = { work: 0, front: 0, stop: 0 }
  #onWake: () => void = () => undefined
  readonly listeners = new BellListeners(this as unknown as ThreadControl)

  rung(bell: Bell): number {
    return this.#rung[bell]
  }

  onWake(listener: () => void): void {
    this.#onWake = listener
  }

  ring(bell: Bell, times = 1): void {
    this.#rung[bell] = (this.#rung[bell] + times) | 0
    this.#onWake()
  }
}

/** A socket that holds so many messages. */
class Holding implements Drainable {
  messages = 0
  drains = 0
  taken = 0
  whenTaken: (() => void) | undefined

  drain(most: number): Promise<number> {
    this.drains++
    const took = Math.min(most, this.messages)
    this.messages -= took
    this.taken += took
    if (took > 0) this.whenTaken?.()
    return Promise.resolve(took)
  }
}

/** Time for all that is there, and less than the longest pause between two looks. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1)
}

describe('the listeners to bells', () => {
  it('empty a socket when its bell rings, and leave it alone then', async () => {
    const belfry = new Belfry()
    const socket = new Holding()
    belfry.listeners.add('work', socket)
    socket.messages = 1
    belfry.ring('work')
    await settle()
    expect(socket.taken).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(socket.drains).toBe(1)
  })

  it('leave the sockets of other bells alone', async () => {
    const belfry = new Belfry()
    const [worker, stop] = [new Holding(), new Holding()]
    belfry.listeners.add('work', worker)
    belfry.listeners.add('stop', stop)
    belfry.ring('stop')
    await settle()
    expect(worker.drains).toBe(0)
    expect(stop.drains).toBeGreaterThan(0)
  })

  it('look again for what was announced before it was there', async () => {
    const belfry = new Belfry()
    const socket = new Holding()
    belfry.listeners.add('work', socket)
    belfry.ring('work', 3)
    await settle()
    expect(socket.taken).toBe(0)
    socket.messages = 1
    await vi.advanceTimersByTimeAsync(50)
    expect(socket.taken).toBe(1)
    socket.messages = 2
    await vi.advanceTimersByTimeAsync(50)
    expect(socket.taken).toBe(3)
    const { drains } = socket
    await vi.advanceTimersByTimeAsync(10_000)
    expect(socket.drains).toBe(drains)
  })

  it('look ever less often for what never comes', async () => {
    const belfry = new Belfry()
    const socket = new Holding()
    belfry.listeners.add('work', socket)
    belfry.ring('work')
    await vi.advanceTimersByTimeAsync(10_000)
    // 50 prompt looks, 50 with a growing pause, then one in 50 ms.
    expect(socket.drains).toBeLessThan(300)
    const { drains } = socket
    await vi.advanceTimersByTimeAsync(1000)
    expect(socket.drains - drains).toBeLessThanOrEqual(20)
  })

  it('do not look more often for many messages that never come', async () => {
    const belfry = new Belfry()
    const socket = new Holding()
    belfry.listeners.add('work', socket)
    for (let times = 0; times < 100; times++) {
      belfry.ring('work')
      await settle()
    }
    await vi.advanceTimersByTimeAsync(10_000)
    const { drains } = socket
    await vi.advanceTimersByTimeAsync(1000)
    expect(socket.drains - drains).toBeLessThanOrEqual(20)
  })

  it('look at once for the next message after one that never came', async () => {
    const belfry = new Belfry()
    const socket = new Holding()
    belfry.listeners.add('work', socket)
    belfry.ring('work')
    await vi.advanceTimersByTimeAsync(10_000)
    belfry.ring('work')
    await Promise.resolve()
    // It comes a little later than its bell, but long before the next look that was planned.
    socket.messages = 1
    await vi.advanceTimersByTimeAsync(2)
    expect(socket.taken).toBe(1)
  })

  it('do not keep a thread alive for what never comes', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const belfry = new Belfry()
    belfry.listeners.add('work', new Holding())
    belfry.ring('work')
    await vi.advanceTimersByTimeAsync(1000)
    const pauses = timers.mock.results.map(({ value }) => value as NodeJS.Timeout)
    expect(pauses.length).toBeGreaterThan(0)
    expect(pauses.some((pause) => pause.hasRef())).toBe(false)
  })

  it('take what was announced before there was a socket', async () => {
    const belfry = new Belfry()
    belfry.ring('work', 2)
    await settle()
    const socket = new Holding()
    socket.messages = 2
    belfry.listeners.add('work', socket)
    await settle()
    expect(socket.taken).toBe(2)
  })

  it('write off what was announced when the last socket is gone', async () => {
    const belfry = new Belfry()
    const former = new Holding()
    belfry.listeners.add('front', former)
    belfry.ring('front', 5)
    belfry.listeners.remove('front', former)
    belfry.ring('front')
    await settle()
    const next = new Holding()
    belfry.listeners.add('front', next)
    await vi.advanceTimersByTimeAsync(1000)
    expect(next.drains).toBe(0)
    next.messages = 1
    belfry.ring('front')
    await settle()
    expect(next.taken).toBe(1)
  })

  it('lose nothing of a socket that was never listened to and is closed', async () => {
    const belfry = new Belfry()
    belfry.ring('work')
    belfry.listeners.remove('work', new Holding())
    const socket = new Holding()
    socket.messages = 1
    belfry.listeners.add('work', socket)
    await settle()
    expect(socket.taken).toBe(1)
  })

  it('count right where a listener closes its socket and opens another', async () => {
    const belfry = new Belfry()
    const [former, next] = [new Holding(), new Holding()]
    belfry.listeners.add('front', former)
    former.whenTaken = () => {
      belfry.listeners.remove('front', former)
      belfry.listeners.add('front', next)
    }
    former.messages = 1
    belfry.ring('front')
    await settle()
    next.messages = 1
    belfry.ring('front')
    await settle()
    expect(next.taken).toBe(1)
  })

  it('let each socket, and timers, have their turn', async () => {
    const belfry = new Belfry()
    const [flooded, calm] = [new Holding(), new Holding()]
    belfry.listeners.add('work', flooded)
    belfry.listeners.add('work', calm)
    flooded.messages = 1000
    calm.messages = 1
    let takenBefore = 0
    calm.whenTaken = () => {
      takenBefore = flooded.taken
    }
    belfry.ring('work', 1001)
    await vi.advanceTimersByTimeAsync(0)
    expect(takenBefore).toBeLessThanOrEqual(64)
    await vi.advanceTimersByTimeAsync(20)
    expect(flooded.taken).toBe(1000)
  })

  it('go on counting where the count of a bell turns over', async () => {
    const belfry = new Belfry()
    const socket = new Holding()
    belfry.listeners.add('work', socket)
    for (let times = 0; times < 3; times++) {
      socket.messages = 2 ** 31 - 1
      socket.drain = () => {
        const took = socket.messages
        socket.messages = 0
        socket.taken += took
        return Promise.resolve(took)
      }
      belfry.ring('work', 2 ** 31 - 1)
      await settle()
    }
    expect(socket.taken).toBe(3 * (2 ** 31 - 1))
    expect(vi.getTimerCount()).toBe(0)
  })
})
