/** Who is in a world: the broker, its clients, workers that attached by themselves, and strangers. */
import type { SimProcess } from './engine/sim-process.js'
import { rogueName, type Scene } from './parts/scene.js'
import { SimAttached } from './parts/sim-attached.js'
import { SimBroker } from './parts/sim-broker.js'
import { SimClient } from './parts/sim-client.js'
import { RogueWorker, RubbishClient } from './parts/strangers.js'
import { placesOf } from './parts/supervisor.js'
import type { Plan } from './plan.js'

function attachedIn({ attached }: Plan): readonly string[] {
  return Array.from({ length: attached }, (_, at) => `attached.${at + 1}`)
}

/** What can be asked for. */
export function targetsIn(plan: Plan): readonly string[] {
  const launched = placesOf(plan).flatMap(({ workers }) => workers)
  return [...new Set([...launched, ...attachedIn(plan), 'service', ...(plan.hasRogue ? [rogueName] : [])])]
}

export class Cast {
  readonly clients: SimClient[] = []
  readonly attached: readonly SimAttached[]
  readonly rubbish: RubbishClient
  broker: SimBroker
  readonly #scene: Scene
  #incarnations = 0
  #clientNumber = 0

  constructor(scene: Scene) {
    this.#scene = scene
    const { plan } = scene
    this.broker = this.#newBroker()
    this.attached = attachedIn(plan).map((name) => new SimAttached(scene, name))
    if (plan.hasRogue) void new RogueWorker(scene)
    this.rubbish = new RubbishClient(scene)
    for (let at = 0; at < plan.clients; at++) this.#addClient()
  }

  get processes(): readonly SimProcess[] {
    const threads = this.broker.supervisor.threads.map(({ process }) => process)
    return [this.broker.process, ...threads, ...this.peers()]
  }

  /** Those with connections that can break. */
  peers(): readonly SimProcess[] {
    return [...this.clients, ...this.attached].map(({ process }) => process).filter(({ isDead }) => !isDead)
  }

  /** Kills it; another one comes. */
  replaceClient(client: SimClient): void {
    client.process.kill()
    this.clients.splice(this.clients.indexOf(client), 1)
    this.#addClient()
  }

  /** Kills it, with its threads; another one comes some time later. */
  replaceBroker(): void {
    const { broker } = this
    const { world, situations } = this.#scene
    if (broker.process.isDead) return
    if (broker.core.open > 0) situations.saw('a broker was replaced while requests were open')
    broker.kill()
    world.after(world.random.between(5, 1000), 'new broker', () => {
      this.broker = this.#newBroker()
    })
  }

  #newBroker(): SimBroker {
    return new SimBroker(this.#scene, ++this.#incarnations)
  }

  #addClient(): void {
    this.clients.push(new SimClient(this.#scene, `client.${++this.#clientNumber}`))
  }
}
