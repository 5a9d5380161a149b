/** A worker that attached by itself: the product's own, in a process that crashes and is started again. */
import { attachWorker } from '@errand/worker'
import type { Random } from '../engine/random.js'
import { SimProcess } from '../engine/sim-process.js'
import { frontEndpoint, type Scene } from './scene.js'
import { Handlers } from './work.js'

export class SimAttached {
  readonly name: string
  readonly #scene: Scene
  readonly #random: Random
  #process: SimProcess

  constructor(scene: Scene, name: string) {
    this.#scene = scene
    this.name = name
    this.#random = scene.randomOf(`start of ${name}`)
    this.#process = this.#start()
  }

  get process(): SimProcess {
    return this.#process
  }

  crash(): void {
    if (this.#process.isDead) return
    this.#process.kill()
    this.#scene.world.after(this.#random.between(10, 500), 'start again', () => {
      this.#process = this.#start()
    })
  }

  #start(): SimProcess {
    const { world, network, plan, situations } = this.#scene
    const process = new SimProcess(world, this.name)
    process.enter('start', () => {
      const { handler } = new Handlers(this.#scene, process, plan.concurrency)
      const worker = attachWorker({
        endpoint: frontEndpoint,
        name: this.name,
        sockets: network.socketsOf(process),
        heartbeatIntervalMs: plan.heartbeatIntervalMs,
        handler,
        services: { service: handler },
        concurrency: plan.concurrency,
        abandonAfterMs: plan.abandonAfterMs,
        log: () => situations.saw('a slot was given up'),
      })
      const stopped = (): void => {
        situations.saw('an attached worker gave up')
        this.crash()
      }
      worker.stopped.then(stopped, stopped)
    })
    return process
  }
}
