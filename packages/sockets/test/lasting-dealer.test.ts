/** A DEALER that outlives its connections: here in memory, where a test can cut them; `lost-connections.test.ts` has real ones. */
import { type ManualClock, manualClock } from '@errand/timing'
import { describe, expect, it } from 'vitest'
import { type LastingDealer, lastingDealer, type LastingDealerOptions } from '../src/lasting-dealer.js'
import { type MemoryNetwork, memoryNetwork } from '../src/memory/memory-network.js'
import { memorySockets } from '../src/memory/memory-sockets.js'
import type { MessageSocket, SocketFactory } from '../src/message-socket.js'
import { SocketsError } from '../src/sockets-error.js'
import { until } from './records.js'

const endpoint = 'inproc://front'
/** What the longest pause is. */
const pauseMsMax = 5000

class Scene {
  readonly network: MemoryNetwork = memoryNetwork()
  readonly sockets: SocketFactory = memorySockets(this.network)
  readonly clock: ManualClock = manualClock({ startMs: 1000 })
  readonly heard: string[] = []
  /** What came to the ROUTER: `id: text`. */
  readonly received: string[] = []
  losses = 0
  dealer: LastingDealer | undefined

  open(options: Partial<LastingDealerOptions> = {}): LastingDealer {
    this.dealer = lastingDealer({
      sockets: this.sockets,
      endpoint,
      clock: this.clock,
      routingId: () => 'client',
      onMessage: (frames) => this.heard.push(frames.join('|')),
      onLost: () => this.losses++,
      random: () => 0,
      ...options,
    })
    return this.dealer
  }

  async bind(): Promise<MessageSocket> {
    const router = this.sockets.open('router')
    await router.bind(endpoint)
    router.listen(([id, ...frames]) => {
      this.received.push(`${String(id)}: ${frames.join('|')}`)
      router.send([id as Uint8Array, 'heard', ...frames])
    })
    return router
  }

  /** Breaks the connection, and waits until the dealer was told. */
  async lose(): Promise<void> {
    const before = this.losses
    this.network.cut(endpoint)
    await until(() => this.losses > before)
  }
}

async function connectedScene(options?: Partial<LastingDealerOptions>): Promise<Scene & { dealer: LastingDealer }> {
  const scene = new Scene()
  await scene.bind()
  const dealer = scene.open(options)
  dealer.send(['hello'])
  await until(() => scene.heard.length === 1)
  return Object.assign(scene, { dealer })
}

describe('a lasting DEALER', () => {
  it('carries messages to a peer that comes later, and back', async () => {
    const scene = new Scene()
    const dealer = scene.open()
    expect(dealer.connection).toBe('unheard')
    expect(dealer.send(['early', 'bird'])).toBe(true)
    await scene.bind()
    await until(() => scene.heard.length === 1)
    expect(scene.heard).toEqual(['heard|early|bird'])
    expect(dealer.connection).toBe('heard')
    expect(scene.losses).toBe(0)
  })

  it('goes on by a fresh socket when its connection has ended, and tells its owner once', async () => {
    const scene = await connectedScene()
    await scene.lose()
    expect(scene.dealer.connection).toBe('lost')
    expect(scene.sockets.openSockets).toBe(2)
    expect(scene.dealer.send(['again'])).toBe(true)
    await until(() => scene.heard.length === 2)
    expect(scene.received).toEqual(['client: hello', 'client: again'])
    expect(scene.dealer.connection).toBe('heard')
    expect(scene.losses).toBe(1)
  })

  it('has its fresh socket by the time at which its owner is told', async () => {
    const taken: boolean[] = []
    const scene = await connectedScene({ onLost: () => taken.push(scene.dealer.send(['again'])) })
    scene.network.cut(endpoint)
    await until(() => scene.heard.length === 2)
    expect(taken).toEqual([true])
  })

  it('sends nothing that it sent before', async () => {
    const scene = await connectedScene()
    scene.network.cut(endpoint)
    // It was not told yet.
    for (const text of ['lost 1', 'lost 2']) scene.dealer.send([text])
    await until(() => scene.losses === 1)
    scene.dealer.send(['new'])
    await until(() => scene.heard.length === 2)
    expect(scene.received).toEqual(['client: hello', 'client: new'])
  })

  it('waits for a peer that closed and comes back', async () => {
    const scene = new Scene()
    const router = await scene.bind()
    const dealer = scene.open()
    dealer.send(['hello'])
    await until(() => scene.heard.length === 1)
    router.close()
    await until(() => scene.losses === 1)
    dealer.send(['are you there?'])
    await scene.bind()
    await until(() => scene.heard.length === 2)
    expect(scene.heard[1]).toBe('heard|are you there?')
  })

  it('has the id that its owner says for each socket', async () => {
    let starts = 0
    const scene = await connectedScene({ routingId: () => `worker#${++starts}` })
    await scene.lose()
    scene.dealer.send(['again'])
    await until(() => scene.heard.length === 2)
    expect(scene.received).toEqual(['worker#1: hello', 'worker#2: again'])
  })

  it('takes no message of a peer for the end of a connection', async () => {
    const scene = await connectedScene()
    const texts = ['hiccup', '', 'hiccup 0000000000000000000000']
    for (const text of texts) scene.dealer.send([text])
    await until(() => scene.heard.length === 4)
    expect(scene.losses).toBe(0)
  })
})

describe('a lasting DEALER whose connections do not last', () => {
  it('makes a longer and longer pause before the next one, in which it takes nothing', async () => {
    const scene = await connectedScene()
    const pauses: number[] = []
    for (let loss = 0; loss < 10; loss++) {
      await scene.lose()
      const { nextTimerMs = scene.clock.now() } = scene.clock
      pauses.push(nextTimerMs - scene.clock.now())
      const isReplaced = loss === 0
      expect(scene.sockets.openSockets).toBe(isReplaced ? 2 : 1)
      expect(isReplaced || scene.dealer.send(['to nobody'])).toBe(isReplaced)
      scene.clock.advanceTo(nextTimerMs)
      expect(scene.dealer.send([`${loss}`])).toBe(true)
      await until(() => scene.heard.length === loss + 2)
    }
    // Each is half of its ceiling, where chance adds nothing.
    expect(pauses).toEqual([0, 50, 100, 200, 400, 800, 1600, 2500, 2500, 2500])
  })

  it('makes pauses that chance spreads', async () => {
    const scene = await connectedScene({ random: () => 0.5 })
    await scene.lose()
    await scene.lose()
    expect(scene.clock.nextTimerMs).toBe(scene.clock.now() + 75)
  })

  it('makes none after one that did', async () => {
    const scene = await connectedScene()
    await scene.lose()
    scene.clock.advance(pauseMsMax)
    await scene.lose()
    expect(scene.dealer.send(['at once'])).toBe(true)
    expect(scene.clock.pendingTimers).toBe(0)
  })
})

/** A factory that gives out its first socket only, until it is told otherwise. */
function scarce(sockets: SocketFactory): SocketFactory & { isEmpty: boolean } {
  const factory = {
    isEmpty: false,
    open: (...[kind, options]: Parameters<SocketFactory['open']>) => {
      if (factory.isEmpty) throw new SocketsError('socket-limit', 'no more')
      return sockets.open(kind, options)
    },
    closeAll: () => sockets.closeAll(),
    openSockets: 0,
  }
  return factory
}

describe('a lasting DEALER that gets no socket', () => {
  it('tries again after a pause', async () => {
    const scene = new Scene()
    await scene.bind()
    const sockets = scarce(scene.sockets)
    const dealer = scene.open({ sockets })
    sockets.isEmpty = true
    await scene.lose()
    expect(dealer.send(['hello'])).toBe(false)
    for (let tries = 0; tries < 5; tries++) scene.clock.advanceTo(scene.clock.nextTimerMs ?? 0)
    expect(dealer.send(['hello'])).toBe(false)
    sockets.isEmpty = false
    scene.clock.advance(pauseMsMax)
    expect(dealer.send(['hello'])).toBe(true)
    expect(scene.losses).toBe(1)
  })

  it('throws where it is the first one, and leaves none open', () => {
    const scene = new Scene()
    expect(() => scene.open({ endpoint: 'tcp://127.0.0.1:5555' })).toThrow(
      expect.objectContaining({ code: 'invalid-endpoint' }),
    )
    expect(scene.sockets.openSockets).toBe(0)
  })
})

describe('closing a lasting DEALER', () => {
  it('lets what it was handed arrive, and leaves no socket open', async () => {
    const scene = await connectedScene()
    scene.dealer.send(['goodbye'])
    scene.dealer.close()
    scene.dealer.close()
    await until(() => scene.received.length === 2)
    expect(scene.dealer.send(['too late'])).toBe(false)
    // The ROUTER's.
    expect(scene.sockets.openSockets).toBe(1)
  })

  it('in a pause leaves no timer, and opens no socket', async () => {
    const scene = await connectedScene()
    await scene.lose()
    await scene.lose()
    expect(scene.clock.pendingTimers).toBe(1)
    scene.dealer.close()
    expect(scene.clock.pendingTimers).toBe(0)
    scene.clock.advance(pauseMsMax)
    expect(scene.sockets.openSockets).toBe(1)
  })

  it('by its owner, as soon as that is told, leaves nothing either', async () => {
    const scene = await connectedScene({
      onLost: () => {
        scene.losses++
        scene.dealer.close()
      },
    })
    await scene.lose()
    expect(scene.clock.pendingTimers).toBe(0)
    expect(scene.sockets.openSockets).toBe(1)
  })
})
