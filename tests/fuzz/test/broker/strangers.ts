/** The strangers of one scene, who do what they are told, step by step. */
import { AskingPeer } from './asking-peer.js'
import { Peer } from './peer.js'
import { type BrokerScene, jsonWorker, launchedName, limits } from './scene.js'
import { type Asker, askers, cast, type Part, type Step } from './steps.js'

/** Workers of the broker's own, whose names strangers may use for themselves. */
const ownWorkers = new Set([launchedName, jsonWorker])

export class Strangers {
  readonly #scene: BrokerScene
  readonly #peers = new Map<number, Peer>()
  readonly #askers = new Map<number, AskingPeer>()

  constructor(scene: BrokerScene) {
    this.#scene = scene
  }

  async take(step: Step): Promise<void> {
    if (step.does === 'wait') return this.#scene.wait(step.ms)
    if (step.does === 'say') this.#peer(step.who).say(step.frames)
    else if (step.does === 'ask') this.#ask(step)
    else this.#leave(step.who)
    await this.#scene.stage.settle()
  }

  /** Throws where somebody who asked was not answered. */
  assertAnswered(): void {
    for (const asker of this.#askers.values()) asker.assertAnswered()
  }

  /** Throws where a stranger was given the task of a worker that it is not. */
  assertNoTaskStolen(): void {
    for (const peer of this.#peers.values())
      for (const record of peer.records(limits))
        if (record.kind === 'task' && ownWorkers.has(record.worker))
          throw new Error(`a stranger was given a task of ${record.worker}`)
  }

  async leaveAll(): Promise<void> {
    for (const who of this.#peers.keys()) this.#leave(who)
    await this.#scene.stage.settle()
  }

  /** All at once: how many are taken in is the broker's to say. */
  #ask({ who, target, times }: Extract<Step, { does: 'ask' }>): void {
    const asker = this.#asker(who)
    for (let count = 0; count < times; count++) asker.ask(target)
  }

  #peer(who: number): Peer {
    const known = this.#peers.get(who)
    if (known) return known
    const peer = this.#connect(cast[who] as Part)
    this.#peers.set(who, peer)
    return peer
  }

  #asker(who: number): AskingPeer {
    const known = this.#askers.get(who)
    if (known) return known
    const { profile, routingId } = askers[who] as Asker
    const { sockets, endpoints } = this.#scene
    const asker = new AskingPeer(new Peer(sockets, endpoints.front, { routingId }), profile, limits)
    this.#askers.set(who, asker)
    return asker
  }

  #connect({ socket, routingId }: Part): Peer {
    const { sockets, endpoints } = this.#scene
    if (socket === 'front' || socket === 'results') return new Peer(sockets, endpoints[socket], { routingId })
    const work = endpoints.front.replace(/[^/]+$/, jsonWorker)
    return socket === 'work'
      ? new Peer(sockets, work, { kind: 'pull' })
      : new Peer(sockets, `${work}.stop`, { kind: 'pair' })
  }

  #leave(who: number): void {
    this.#peers.get(who)?.leave()
    this.#peers.delete(who)
  }
}
