/** One world: its parts, the faults that befall them, and the phases that it goes through. */
import { Deadlocks, lookEveryMs } from './audit/deadlocks.js'
import { Ledger } from './audit/ledger.js'
import { Situations } from './audit/situations.js'
import { Cast, targetsIn } from './cast.js'
import { drive } from './engine/drive.js'
import type { SimProcess } from './engine/sim-process.js'
import { Trace } from './engine/trace.js'
import { World } from './engine/world.js'
import { Faults } from './faults.js'
import { SimNetwork } from './network/sim-network.js'
import { Spoiler } from './network/spoiler.js'
import { WireConditions } from './network/wire-conditions.js'
import type { Mode } from './options.js'
import { rogueName, type Scene } from './parts/scene.js'
import type { Task } from './product.js'
import { healedWires, type Plan, planOf } from './plan.js'

/** What a world is made of: of the same scenario comes the same world. */
export interface Scenario {
  readonly seed: number
  readonly mode: Mode
  readonly plan?: Plan | undefined
}

export interface WorldReport {
  readonly seed: number
  readonly mode: Mode
  readonly steps: number
  readonly hash: string
  readonly requests: number
  readonly violations: readonly string[]
  readonly situations: Situations
  readonly plan: Plan
}

/** Faults go on for so long at most. A busy world has seen enough by then, and another one is more worth. */
const chaosStepsMax = 8000
/** After the faults, so long until all is as it was: restarts, rests, reconnections. */
const healMs = 8000
/** The longest deadline, and what else it takes until nobody holds anything any more. */
const drainMs = 20_000
const probeMs = 5000
/** How much clients ask, as a share of what they ask in the chaos. */
const loads = { chaos: 1, heal: 0.2, drain: 0, probe: 0 } as const

export class SimWorld {
  readonly #mode: Mode
  readonly #seed: number
  readonly #world: World
  readonly #scene: Scene
  readonly #plan: Plan
  readonly #cast: Cast
  #phase: 'chaos' | 'heal' | 'drain' | 'probe' = 'chaos'

  /** @param plan in place of the one that is drawn */
  constructor({ seed, mode, plan }: Scenario, trace: Trace = new Trace()) {
    this.#seed = seed
    this.#mode = mode
    const world = new World(seed, trace)
    this.#world = world
    this.#plan = plan ?? planOf(world.random.split('plan'), mode)
    this.#scene = this.#newScene()
    this.#cast = new Cast(this.#scene)
    new Faults(this.#scene, this.#cast, mode === 'cut').plan()
    const { loops, loopConcurrency } = this.#plan
    // Each loop runs as many tasks of a worker as its concurrency allows, and the broker counts on that many in all.
    if (loops > 1 && loopConcurrency > 1) return
    const isAlone = (target: string): boolean => this.#plan.concurrency === 1 && target.startsWith('worker.')
    this.#lookForDeadlocks(new Deadlocks(this.#scene.ledger, isAlone))
  }

  async run(): Promise<WorldReport> {
    const { ledger } = this.#scene
    try {
      await this.#until(this.#plan.chaosMs, chaosStepsMax)
      this.#heal()
      await this.#until(healMs)
      this.#phase = 'drain'
      await this.#untilDrained()
      this.#checkDrained()
      await this.#probe()
    } catch (error) {
      ledger.violated('no error', error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
    return this.#report()
  }

  get #hasFailed(): boolean {
    return this.#scene.ledger.violations.length > 0
  }

  async #until(ms: number, stepsMax = Infinity): Promise<void> {
    const world = this.#world
    const endMs = world.now + ms
    const lastStep = world.steps + stepsMax
    await drive(world, () => this.#hasFailed || world.steps >= lastStep || (world.nextMs ?? Infinity) > endMs)
    if (world.steps < lastStep) world.now = Math.max(world.now, endMs)
  }

  async #untilDrained(): Promise<void> {
    for (let waitedMs = 0; waitedMs < drainMs && !this.#hasFailed && !this.#isDrained; waitedMs += 500)
      await this.#until(500)
  }

  get #isDrained(): boolean {
    const { core } = this.#cast.broker
    return core.open === 0 && (core.leased === 0 || this.#held().length === 0) && this.#scene.ledger.open().length === 0
  }

  /**
   * Tasks that workers hold. Nothing is expected of the rogue, which says that it has none; nor of a handler that never ends
   * and was not told to, for that is lost with its connection alone.
   */
  #held(): readonly Task[] {
    const { cancels } = this.#scene.spoiler
    const { leased } = this.#cast.broker.core.contents()
    return leased.filter(({ worker, lease }) => worker?.name !== rogueName && !cancels.has(lease))
  }

  #checkDrained(): void {
    if (this.#hasFailed) return
    const { ledger } = this.#scene
    const { core } = this.#cast.broker
    this.#cast.broker.audit()
    if (core.open > 0) ledger.violated('I8', `${core.open} requests are open at the broker after all has healed`)
    for (const { lease, lane, state } of this.#held())
      ledger.violated('I8', `lease ${lease} on ${lane?.id} is held after all has healed, its request is ${state}`)
    for (const { id, awayUntil = Infinity, open, kept } of core.contents().clients.all())
      if (awayUntil < this.#world.now && open.size + (kept?.size ?? 0) > 0)
        ledger.violated('I6', `${id} is remembered, though its time to come back is over`)
    for (const { number, target } of ledger.open())
      ledger.violated('I8', `request ${number} for ${target} has not ended`)
  }

  /** All that is there is asked once more, and has to answer. */
  async #probe(): Promise<void> {
    this.#phase = 'probe'
    if (this.#hasFailed) return
    const asked = this.#cast.clients.flatMap((client) =>
      this.#isCutOff(client.process)
        ? []
        : this.#scene.targets.filter((target) => this.#isServed(target)).map((target) => client.probe(target, probeMs)),
    )
    await this.#until(probeMs + 1000)
    for (const { number, target, ending } of asked)
      if (ending?.how !== 'reply')
        this.#scene.ledger.violated(
          'I8',
          `after all has healed, ${target} did not answer request ${number}: ${ending?.how}`,
        )
  }

  #isServed(target: string): boolean {
    const attached = this.#cast.attached.find(({ name }) => name === target)
    return target !== rogueName && !(attached && this.#isCutOff(attached.process))
  }

  #isCutOff(process: SimProcess): boolean {
    return this.#scene.network.cutOff.has(process)
  }

  #heal(): void {
    this.#phase = 'heal'
    const wires = healedWires(this.#plan)
    const { conditions } = this.#scene.network
    for (const kind of ['inproc', 'ipc', 'port'] as const) conditions[kind].rates = wires[kind]
    for (const process of this.#cast.processes) process.resume()
  }

  #report(): WorldReport {
    const { situations, ledger, spoiler } = this.#scene
    situations.saw('a packet was lost', spoiler.counts.packetsLost)
    situations.saw('a record was lost', spoiler.counts.recordsLost)
    situations.saw('a packet was spoilt', spoiler.counts.garbled)
    return {
      seed: this.#seed,
      mode: this.#mode,
      steps: this.#world.steps,
      hash: this.#world.trace.hash,
      requests: ledger.asked.length,
      violations: ledger.violations,
      situations,
      plan: this.#plan,
    }
  }

  #newScene(): Scene {
    const world = this.#world
    const spoiler = new Spoiler(world.random.split('spoiler'))
    const situations = new Situations()
    const { wires } = this.#plan
    const conditions = (kind: 'inproc' | 'ipc' | 'port'): WireConditions =>
      new WireConditions(wires[kind], world.random.split(`wire ${kind}`), spoiler)
    const ways = { inproc: conditions('inproc'), ipc: conditions('ipc'), port: conditions('port') }
    return {
      world,
      spoiler,
      situations,
      network: new SimNetwork(world, ways, situations, this.#plan),
      ledger: new Ledger(() => world.current?.now() ?? world.now),
      plan: this.#plan,
      targets: targetsIn(this.#plan),
      isCalm: this.#mode === 'calm',
      isChaos: () => this.#phase === 'chaos' && this.#mode !== 'calm',
      load: () => loads[this.#phase],
      randomOf: (name) => world.random.split(name),
    }
  }

  #lookForDeadlocks(deadlocks: Deadlocks): void {
    this.#world.after(lookEveryMs, 'look for circles', () => {
      const { process } = this.#cast.broker
      if (process.troubledUntilMs < this.#world.now - lookEveryMs && !process.isDead) deadlocks.look(this.#world.now)
      this.#lookForDeadlocks(deadlocks)
    })
  }
}
