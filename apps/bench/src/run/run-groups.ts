/**
 * Runs the plan, round by round. Each system with each set-up has a process of its own, which lives as long as its group
 * runs: it stays warm, and costs a start only once. A round before those that count warms all of them up.
 */
import type { Sample, Samples } from '../figures/sample.js'
import type { SliceTimes } from '../scenarios/load.js'
import { setupOf } from '../scenarios/scenario.js'
import type { Setup } from '../scenarios/setup.js'
import { DriverProcess } from './driver-process.js'
import { type Pace, warmUpTimes } from './pace.js'
import type { Group, PlannedSlice } from './plan.js'

export interface RunOptions {
  readonly rounds: number
  readonly pace: Pace
  readonly spinRounds: number
  /** Where the systems put their files. */
  readonly folder: string
  onSlice(slice: PlannedSlice, round: number): void
  onFailure(slice: PlannedSlice, message: string): void
}

/** Systems that start at a time: as many as there are cores to do so. */
const startsAtOnce = 2

type MutableSamples = Map<string, Map<string, (Sample | undefined)[]>>

export async function runGroups(groups: readonly Group[], options: RunOptions): Promise<Samples> {
  const samples: MutableSamples = new Map()
  for (const group of groups) await new GroupRun(group, options, samples).run()
  return samples
}

class GroupRun {
  readonly #group: Group
  readonly #options: RunOptions
  readonly #samples: MutableSamples
  readonly #drivers = new Map<string, DriverProcess>()
  /** What has failed once is left out from there on. */
  readonly #failed = new Set<PlannedSlice>()
  #times: SliceTimes = { warmUpMs: 0, measureMs: 0 }

  constructor(group: Group, options: RunOptions, samples: MutableSamples) {
    this.#group = group
    this.#options = options
    this.#samples = samples
  }

  async run(): Promise<void> {
    const killAll = (): void => this.#drivers.forEach((driver) => driver.kill())
    process.once('exit', killAll)
    try {
      await this.#startAll()
      await this.#warmUp()
      this.#times = this.#options.pace.timesFor(this.#group)
      for (let round = 1; round <= this.#options.rounds; round++)
        for (const slice of this.#group.slices) await this.#playOne(slice, round)
    } finally {
      await this.#stopAll()
      process.off('exit', killAll)
    }
  }

  async #startAll(): Promise<void> {
    const lasting = this.#group.slices.filter((slice) => !startsAnew(slice))
    const waiting = [...new Map(lasting.map((slice) => [this.#keyOf(slice), slice]))]
    const startNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [key, slice] = next
        await this.#start(slice).then(
          (driver) => this.#drivers.set(key, driver),
          (error: unknown) => this.#fail(slice, error),
        )
      }
    }
    await Promise.all(Array.from({ length: startsAtOnce }, startNext))
  }

  async #stopAll(): Promise<void> {
    const slices = new Map(this.#group.slices.map((slice) => [this.#keyOf(slice), slice]))
    const stopping = [...this.#drivers].map(([key, driver]) => this.#stop(driver, slices.get(key) as PlannedSlice))
    await Promise.all(stopping)
  }

  /** Who does not stop is told of: its figures stand, but something is wrong with it. */
  async #stop(driver: DriverProcess, slice: PlannedSlice): Promise<void> {
    await driver.stop().catch((error: unknown) => this.#options.onFailure(slice, `stopping: ${messageOf(error)}`))
  }

  /** Round 0, which does not count: each system runs as long, whatever the number of its slices. */
  async #warmUp(): Promise<void> {
    const lasting = this.#group.slices.filter((slice) => !startsAnew(slice))
    for (const slice of lasting) {
      const key = this.#keyOf(slice)
      const own = lasting.filter((other) => this.#keyOf(other) === key)
      this.#times = warmUpTimes(this.#options.pace, workersOf(slice), own)
      await this.#playOne(slice, 0)
    }
  }

  async #playOne(slice: PlannedSlice, round: number): Promise<void> {
    if (this.#failed.has(slice)) return
    this.#options.onSlice(slice, round)
    try {
      const sample = await (startsAnew(slice) ? this.#playAnew(slice) : this.#playOn(slice))
      if (round > 0) this.#store(slice, round, sample)
    } catch (error) {
      this.#fail(slice, error)
    }
  }

  async #playOn(slice: PlannedSlice): Promise<Sample> {
    const driver = this.#drivers.get(this.#keyOf(slice))
    // One slice may have been too much for it, and others not.
    if (driver?.isAlive !== true) this.#drivers.set(this.#keyOf(slice), await this.#start(slice))
    return (this.#drivers.get(this.#keyOf(slice)) as DriverProcess).slice(slice.scenario.load, this.#timesOf(slice))
  }

  /** From nothing to the end, in a process for this slice alone. */
  async #playAnew(slice: PlannedSlice): Promise<Sample> {
    const startedAt = performance.now()
    const driver = await this.#start(slice)
    try {
      const sample = await driver.slice(slice.scenario.load, this.#timesOf(slice))
      const startMs = performance.now() - startedAt
      return slice.scenario.load.kind === 'start-up' ? { ...sample, startMs } : sample
    } finally {
      await this.#stop(driver, slice)
    }
  }

  async #start(slice: PlannedSlice): Promise<DriverProcess> {
    const driver = new DriverProcess(this.#options.folder)
    try {
      await driver.start(slice.system.name, this.#setupOf(slice))
      return driver
    } catch (error) {
      driver.kill()
      throw error
    }
  }

  #store({ scenario, system }: PlannedSlice, round: number, sample: Sample): void {
    const bySystem = getOrAdd(this.#samples, scenario.name, () => new Map<string, (Sample | undefined)[]>())
    const rounds = getOrAdd(bySystem, system.name, () =>
      Array.from({ length: this.#options.rounds }, (): Sample | undefined => undefined),
    )
    rounds[round - 1] = sample
  }

  #fail(slice: PlannedSlice, error: unknown): void {
    this.#failed.add(slice)
    this.#options.onFailure(slice, messageOf(error))
  }

  #timesOf({ times }: PlannedSlice): SliceTimes {
    return { ...this.#times, measureMs: this.#times.measureMs * times }
  }

  #setupOf({ scenario }: PlannedSlice): Setup {
    return setupOf(scenario, this.#options.spinRounds)
  }

  #keyOf(slice: PlannedSlice): string {
    return JSON.stringify([slice.system.name, this.#setupOf(slice)])
  }
}

/** In a pool, workers are names on two threads. */
function workersOf({ system, scenario }: PlannedSlice): number {
  return system.can.workersMax > threadsMax ? 2 : setupOf(scenario, 0).workers
}

/** No system has more of them. */
const threadsMax = 64

/** Loads that use up the process that they are played on. */
function startsAnew({ scenario }: PlannedSlice): boolean {
  return scenario.load.kind !== 'closed' && scenario.load.kind !== 'open'
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
