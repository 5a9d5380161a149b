/** A client: the product's own, in a process that asks, takes back, reads slowly, and crashes. */
import { type Client, connect } from '@errand/client'
import { RequestError, type RequestOptions } from '@errand/requests'
import type { Asked } from '../audit/ledger.js'
import type { Random } from '../engine/random.js'
import { SimProcess } from '../engine/sim-process.js'
import { ask } from './asking.js'
import { frontEndpoint, type Scene } from './scene.js'
import { plainWish, drawnWish, type Wish } from './wish.js'
import { drawnWork, type Work, workOf } from './work.js'

type AskOptions = RequestOptions & { readonly deadlineMs: number }

/** From the end of a connection until its client has been told. */
const toldWithinMs = 5
/** Requests that are sent together now and then. */
const burstMax = 40

export class SimClient {
  readonly process: SimProcess
  readonly #scene: Scene
  readonly #random: Random
  /** Of what goes beyond the usual. */
  readonly #wishes: Random
  #client: Client | undefined

  constructor(scene: Scene, name: string) {
    this.#scene = scene
    this.#random = scene.randomOf(name)
    this.#wishes = scene.randomOf(`wishes of ${name}`)
    this.process = new SimProcess(scene.world, name)
    this.process.enter('start', () => this.#start())
  }

  /** Asks for something quick, which has to be answered. */
  probe(target: string, deadlineMs: number): Asked {
    const work: Omit<Work, 'number'> = { doing: 'quick', ms: 0, heeds: true, chain: [] }
    return this.#ask(target, work, { deadlineMs, attempts: 5 }, plainWish)
  }

  get pending(): number {
    return this.#client?.pending ?? 0
  }

  #start(): void {
    const { network } = this.#scene
    const whenOverloaded = this.#random.chance(0.3) ? 'wait' : 'fail'
    this.#client = connect({ endpoint: frontEndpoint, sockets: network.socketsOf(this.process), whenOverloaded })
    // Where nothing waits here, all that is open was on its way.
    if (whenOverloaded === 'fail') network.onLost.set(this.process, () => this.#lost())
    this.#askLater()
  }

  /** Its connection has ended: what may not be sent again ends with it, and not at its deadline. */
  #lost(): void {
    const { ledger } = this.#scene
    const left = ledger.asked.filter(
      ({ process, ending, attempts, wish }) =>
        // Who reads a stream slowly hears of its end after what was there before.
        process === this.process && !ending && (attempts === 1 || wish.way === 'stream') && wish.dawdlesMs === 0,
    )
    this.process.post(this.process.now() + toldWithinMs, 'was told', () => {
      for (const { number, ending, askedAtMs } of left)
        if (!ending && askedAtMs < this.process.now() - 2 * toldWithinMs)
          ledger.violated('I8', `request ${number} goes on, though its connection has ended`)
    })
  }

  #askLater(): void {
    const load = this.#scene.load()
    if (load === 0) return
    const gapMs = this.#random.gap(this.#scene.plan.askGapMs / load)
    this.process.post(this.process.now() + gapMs, 'ask', () => {
      if (this.#scene.load() === 0) return
      const times = this.#random.chance(0.02) ? 1 + this.#random.below(burstMax) : 1
      for (let time = 0; time < times; time++) this.#askSomething()
      this.#askLater()
    })
  }

  #askSomething(): void {
    const random = this.#random
    const target = random.chance(0.01) ? 'nobody' : random.pick(this.#scene.targets)
    const options: AskOptions = {
      deadlineMs: random.chance(0.2) ? random.between(5, 100) : random.between(200, 4000),
      attempts: random.chance(0.6) ? 1 + random.below(4) : 1,
      ...(random.chance(0.3) ? { runTimeoutMs: random.between(5, 400) } : {}),
      ...(random.chance(0.2) ? { backoffMs: random.between(1, 200) } : {}),
    }
    const work = drawnWork(this.#scene, random)
    this.#ask(target, work, options, drawnWish(this.#scene, this.#wishes, target))
  }

  #ask(target: string, drawn: Omit<Work, 'number'>, options: AskOptions, wish: Wish): Asked {
    const nowMs = this.process.now()
    const { deadlineMs, attempts = 1, runTimeoutMs = Infinity } = options
    const asked = this.#scene.ledger.ask({
      process: this.process,
      target,
      attempts,
      askedAtMs: nowMs,
      deadlineAtMs: nowMs + deadlineMs,
      runTimeoutMs,
      parent: undefined,
      wish,
    })
    this.process.enter('request', () => void this.#request(asked, workOf(asked, drawn), options))
    return asked
  }

  async #request(asked: Asked, work: Work, options: RequestOptions): Promise<void> {
    const controller = this.#scene.load() > 0 && this.#random.chance(0.08) ? new AbortController() : undefined
    if (controller) this.#takeBackLater(controller)
    const given = controller ? { ...options, signal: controller.signal } : options
    try {
      if (this.#client) await ask(this.#scene, this.#client, { asked, work, options: given, random: this.#wishes })
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
    }
  }

  #takeBackLater(controller: AbortController): void {
    this.process.post(this.process.now() + this.#random.gap(30), 'take back', () => controller.abort())
  }
}
