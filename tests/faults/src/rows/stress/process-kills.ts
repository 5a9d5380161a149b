/** Worker processes that are killed one after the other, under a load that never rests. */
import type { Broker } from '@errand/broker'
import { expectAllReplied } from '../../expectations.js'
import type { Row } from '../../row.js'
import type { Program } from '../../scene/program.js'
import type { Scene } from '../../scene/scene.js'

const services = ['any']

/** Workers of one service, each in a process; whoever is killed is replaced. */
class Crew {
  readonly #scene: Scene
  readonly #broker: Broker
  readonly #members: Program[] = []
  #hired = 0

  constructor(scene: Scene, broker: Broker) {
    this.#scene = scene
    this.#broker = broker
  }

  /** Resolves when the new one is served. */
  async hire(): Promise<void> {
    const name = `worker.${++this.#hired}`
    this.#members.push(await this.#scene.attached(this.#broker, name, { isVictim: true, services }))
  }

  async killOne(): Promise<void> {
    const victim = this.#scene.random.pick(this.#members)
    this.#members.splice(this.#members.indexOf(victim), 1)
    await victim.kill()
  }
}

export const processKillRows: readonly Row[] = [
  {
    name: 'process-kills',
    injects: 'SIGKILL for a worker process at 100 random moments, under 1,000 requests in flight with three attempts',
    outcome: 'every request is answered, once',
    timeLimitMs: 600_000,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc' })
      const crew = new Crew(scene, broker)
      await Promise.all([crew.hire(), crew.hire(), crew.hire()])
      const load = scene.client(broker).load({ targets: services, requests: Infinity, inFlight: 1000, attempts: 3 })
      const times = scene.times(100)
      for (let left = times; left > 0; left--) {
        // Far enough apart that no task meets three of them.
        await load.further(scene.random.integer(300, 2000))
        await crew.killOne()
        await crew.hire()
      }
      expectAllReplied(await load.stop())
      return `${times} kills; ${String(load.tally)}`
    },
  },
]
