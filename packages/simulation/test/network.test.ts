/** The simulated network does what ZeroMQ does: it keeps the order, loses the rest of a broken connection, doubles nothing. */
import { describe, expect, it } from 'vitest'
import type { MessageSocket, SocketOptions } from '@errand/sockets'
import { Situations } from '../src/audit/situations.js'
import { Random } from '../src/engine/random.js'
import { SimProcess } from '../src/engine/sim-process.js'
import { World } from '../src/engine/world.js'
import { SimNetwork } from '../src/network/sim-network.js'
import { Spoiler } from '../src/network/spoiler.js'
import { WireConditions, type WireRates } from '../src/network/wire-conditions.js'
import { planOf } from '../src/plan.js'

const front = 'ipc:///test/front'

class Scene {
  readonly world = new World(1)
  readonly spoiler = new Spoiler(new Random(1))
  readonly network: SimNetwork
  readonly server = new SimProcess(this.world, 'server')
  readonly peer = new SimProcess(this.world, 'peer')
  readonly came: string[] = []
  readonly told: string[] = []
  readonly router: MessageSocket
  readonly dealer: MessageSocket

  constructor(rates: Partial<WireRates> = {}, options: SocketOptions = {}) {
    const plan = planOf(new Random(1), 'calm')
    const all = { ...plan.wires.ipc, latencyMs: 1, jitterMs: 5, ...rates }
    const conditions = new WireConditions(all, new Random(2), this.spoiler)
    const ways = { inproc: conditions, ipc: conditions, port: conditions }
    this.network = new SimNetwork(this.world, ways, new Situations(), plan)
    this.router = this.network.socketsOf(this.server).open('router', { disconnectMessage: 'gone', highWaterMark: 5 })
    this.router.listen(([, ...frames]) => this.came.push(frames.join()))
    void this.router.bind(front)
    this.dealer = this.network
      .socketsOf(this.peer)
      .open('dealer', { routingId: 'peer', hiccupMessage: 'broken', highWaterMark: 5, ...options })
    this.dealer.listen((frames) => this.told.push(frames.join()))
    this.dealer.connect(front)
  }

  /** So long, or until nothing happens any more. */
  run(ms = Infinity): void {
    const endMs = this.world.now + ms
    while ((this.world.nextMs ?? Infinity) <= endMs) if (!this.world.step()) return
    if (endMs < Infinity) this.world.now = endMs
  }

  send(from: number, to: number): void {
    for (let at = from; at <= to; at++) this.dealer.send([`m${at}`])
  }
}

describe('a connection', () => {
  it('brings all in the order in which it was sent', () => {
    const scene = new Scene()
    scene.send(1, 4)
    scene.run()
    scene.send(5, 8)
    scene.run()
    expect(scene.came).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'])
  })

  it('that breaks loses what has not arrived, and each side is told behind what has', () => {
    const scene = new Scene({ jitterMs: 0 })
    scene.run()
    scene.send(1, 1)
    scene.run(5)
    scene.send(2, 3)
    for (const link of scene.network.linksOf(scene.peer)) link.break({ near: 20, far: 10 })
    scene.send(4, 4)
    scene.run()
    expect([scene.came, scene.told]).toEqual([['m1', 'gone'], ['broken']])
  })

  it('that is closed brings what was sent before', () => {
    const scene = new Scene()
    scene.run()
    scene.send(1, 3)
    scene.dealer.close()
    scene.run()
    expect(scene.came).toEqual(['m1', 'm2', 'm3', 'gone'])
  })

  it('of a stopped process brings it all at once later', () => {
    const scene = new Scene()
    scene.run()
    scene.server.pause(100)
    scene.send(1, 3)
    scene.run(99)
    expect(scene.came).toEqual([])
    scene.run(2)
    expect(scene.came).toEqual(['m1', 'm2', 'm3'])
  })

  it('takes no more than both marks allow', () => {
    const scene = new Scene()
    scene.run()
    scene.server.pause(1000)
    const taken = Array.from({ length: 12 }, (_, at) => scene.dealer.send([`m${at}`]))
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(10)
  })
})

describe('a ROUTER', () => {
  it('refuses what is for nobody, and what a peer has no room for', async () => {
    const scene = new Scene()
    const refused: string[] = []
    scene.router.onRefused(([id], reason) => refused.push(`${String(id)} ${reason}`))
    scene.run()
    scene.router.send(['stranger', 'm'])
    scene.peer.pause(1000)
    for (let at = 0; at < 11; at++) scene.router.send(['peer', `m${at}`])
    await Promise.resolve()
    expect(refused).toEqual(['stranger unroutable', 'peer full'])
  })

  it('gives an identity that is in use to who comes last', () => {
    const scene = new Scene()
    scene.run()
    const other = scene.network.socketsOf(scene.peer).open('dealer', { routingId: 'peer' })
    const came: string[] = []
    other.listen((frames) => came.push(frames.join()))
    other.connect(front)
    scene.run()
    scene.router.send(['peer', 'hello'])
    scene.run()
    expect([came, scene.told]).toEqual([['hello'], ['broken']])
  })
})
