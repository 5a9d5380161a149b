/** The broker among strangers, on ZeroMQ's own sockets: what was tried in memory holds there. */
import { zeromqSockets } from '@errand/sockets'
import { afterAll, beforeAll } from 'vitest'
import { Peer } from './broker/peer.js'
import { anySteps, cast, type Part, stepsOfCase } from './broker/steps.js'
import { fuzz, share } from './engine/campaign.js'
import { jsonWorker, ServedBroker } from './sockets/served-broker.js'

class Strangers {
  readonly #sockets = zeromqSockets()
  readonly #peers = new Map<number, Peer>()
  readonly #served: ServedBroker

  constructor(served: ServedBroker) {
    this.#served = served
  }

  say(who: number, frames: readonly string[]): void {
    let peer = this.#peers.get(who)
    if (!peer) this.#peers.set(who, (peer = this.#connect(cast[who] as Part)))
    peer.say(frames)
  }

  leave(who: number): void {
    this.#peers.get(who)?.leave()
    this.#peers.delete(who)
  }

  leaveAll(): void {
    for (const who of this.#peers.keys()) this.leave(who)
  }

  #connect({ socket, routingId }: Part): Peer {
    const { endpoints } = this.#served.broker
    if (socket === 'front' || socket === 'results') return new Peer(this.#sockets, endpoints[socket], { routingId })
    const name = socket === 'work' ? jsonWorker : `${jsonWorker}.stop`
    const endpoint = endpoints.front.replace(/broker(\.ipc)?$/, `${name}$1`)
    return new Peer(this.#sockets, endpoint, { kind: socket === 'work' ? 'pull' : 'pair' })
  }
}

const transports = ['inproc', 'ipc'] as const
let brokers: ServedBroker[] = []

beforeAll(async () => {
  brokers = await Promise.all(transports.map((transport) => ServedBroker.start({ transport })))
})

afterAll(async () => {
  await Promise.all(brokers.map((served) => served.close()))
})

for (const [index, transport] of transports.entries()) {
  fuzz({
    name: `the broker among strangers over ${transport}`,
    runs: share(0.015 / stepsOfCase),
    inputs: anySteps,
    async check(steps) {
      const served = brokers[index] as ServedBroker
      const strangers = new Strangers(served)
      for (const step of steps) {
        if (step.does === 'say') strangers.say(step.who, step.frames)
        else if (step.does === 'leave') strangers.leave(step.who)
      }
      await served.assertServes()
      strangers.leaveAll()
      await served.assertServes()
      await served.assertConserves()
    },
  })
}
