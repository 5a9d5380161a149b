/** The faults that befall a world: each of them again and again, as often as its plan says, as long as there is chaos. */
import type { Cast } from './cast.js'
import type { Random } from './engine/random.js'
import type { SimProcess } from './engine/sim-process.js'
import type { Scene } from './parts/scene.js'
import type { SimThread } from './parts/sim-thread.js'
import type { FaultGaps } from './plan.js'

/** What is stopped for longer has its connections ended by the other side's heartbeats. */
const silenceMsMax = 2500

export class Faults {
  readonly #scene: Scene
  readonly #cast: Cast
  readonly #random: Random
  readonly #hasCut: boolean

  /** @param hasCut whether one connection breaks and never comes back */
  constructor(scene: Scene, cast: Cast, hasCut: boolean) {
    this.#scene = scene
    this.#cast = cast
    this.#random = scene.randomOf('faults')
    this.#hasCut = hasCut
  }

  plan(): void {
    const acts: { readonly [fault in keyof FaultGaps]: () => void } = {
      workerCrash: () => this.#withThread((thread) => this.#cast.broker.supervisor.crash(thread)),
      workerPause: () => this.#withThread(({ process }) => process.pause(this.#random.between(1, 400))),
      workerRecycle: () => this.#withThread((thread) => this.#cast.broker.supervisor.recycle(thread)),
      workerForgotten: () => this.#withThread((thread) => this.#cast.broker.supervisor.forget(thread)),
      attachedCrash: () => this.#cast.attached.length > 0 && this.#random.pick(this.#cast.attached).crash(),
      clientCrash: () => this.#cast.replaceClient(this.#random.pick(this.#cast.clients)),
      clientPause: () => this.#pausePeer(),
      brokerPause: () => this.#pauseBroker(),
      brokerReplaced: () => this.#cast.replaceBroker(),
      linkBreak: () => this.#breakLink(),
      rubbish: () => this.#cast.rubbish.send(),
    }
    for (const fault of Object.keys(acts) as (keyof FaultGaps)[]) this.#repeat(fault, acts[fault])
    if (this.#hasCut)
      this.#scene.world.after(this.#random.between(100, this.#scene.plan.chaosMs), 'cut', () => this.#cut())
  }

  #repeat(fault: keyof FaultGaps, act: () => void): void {
    const gapMs = this.#scene.plan.gaps[fault]
    if (gapMs === Infinity) return
    this.#scene.world.after(this.#random.gap(gapMs), fault, () => {
      if (!this.#scene.isChaos()) return
      act()
      this.#repeat(fault, act)
    })
  }

  #withThread(act: (thread: SimThread) => void): void {
    const { threads } = this.#cast.broker.supervisor
    if (threads.length > 0) act(this.#random.pick(threads))
  }

  #pausePeer(): void {
    const process = this.#random.pick(this.#cast.peers())
    const ms = this.#random.between(1, this.#scene.plan.pauseMsMax)
    process.pause(ms)
    if (ms > silenceMsMax)
      this.#scene.world.after(silenceMsMax, 'silence', () =>
        this.#breakAll(process, { near: 0, far: this.#random.between(0, 600) }),
      )
  }

  #pauseBroker(): void {
    const ms = this.#random.between(1, this.#scene.plan.pauseMsMax)
    const { process, supervisor } = this.#cast.broker
    process.pause(ms)
    // Its threads are stopped with it, or its own thread alone is.
    if (this.#random.chance(0.5)) for (const thread of supervisor.threads) thread.process.pause(ms)
    if (ms > silenceMsMax)
      for (const peer of this.#cast.peers())
        this.#scene.world.after(silenceMsMax, 'silence', () =>
          this.#breakAll(peer, { near: this.#random.between(0, 600), far: 0 }),
        )
  }

  #breakAll(process: SimProcess, tell: { near: number; far: number }): void {
    for (const link of this.#scene.network.linksOf(process)) link.break(tell)
  }

  #breakLink(): void {
    const process = this.#random.pick(this.#cast.peers())
    this.#breakAll(process, { near: this.#noticedAfterMs(), far: this.#noticedAfterMs() })
  }

  /** At once, by a heartbeat that does not come, or, where there are none, much later. */
  #noticedAfterMs(): number {
    const random = this.#random
    return random.chance(0.5) ? random.between(0, 20) : random.between(0, random.chance(0.9) ? 3000 : 6000)
  }

  /** One connection is gone for ever, and cannot be made again. */
  #cut(): void {
    const process = this.#random.pick(this.#cast.peers())
    this.#scene.network.cutOff.add(process)
    this.#breakAll(process, { near: this.#random.between(0, 3000), far: this.#random.between(0, 3000) })
    this.#scene.situations.saw('a connection was cut for ever')
  }
}
