/**
 * Who is there: lanes, the workers that are reached through them, and the targets (workers and services by name) that
 * requests can be for.
 */
import type { AnnouncedWorker } from '@errand/protocol'
import { newLane } from '../state/lane.js'
import type { LanePort } from '../state/ports.js'
import type { Bar, LaneState, TargetState, WorkerState } from '../state/state.js'
import { newWorker } from '../state/worker.js'
import { listed, Targets } from './targets.js'

export interface Joined {
  readonly worker: WorkerState
  /** Targets that it served in an earlier life, and that nobody serves any more. */
  readonly gone: readonly string[]
}

export class Roster {
  /** Not by their ids, which peers choose. */
  readonly #lanes = new Set<LaneState>()
  readonly #workers = new Map<string, WorkerState>()
  readonly #targets = new Targets()

  addLane(id: string, group: string, port: LanePort): LaneState {
    const lane = newLane(id, group, port)
    this.#lanes.add(lane)
    return lane
  }

  worker(name: string): WorkerState | undefined {
    return this.#workers.get(name)
  }

  target(name: string): TargetState | undefined {
    return this.#targets.get(name)
  }

  get workers(): Iterable<WorkerState> {
    return this.#workers.values()
  }

  get lanes(): Iterable<LaneState> {
    return this.#lanes
  }

  get targets(): Iterable<TargetState> {
    return this.#targets.all()
  }

  /** What to say to whoever asked for a target that is not there. */
  describeUnknown(name: string): string {
    return `no worker and no service is called ${name}; ${this.#targets.describe()}`
  }

  describeMembers({ members }: TargetState): string {
    return `there are ${listed(members.map(({ name }) => name))}`
  }

  /** @returns the worker, which can now be had on this lane; or why it cannot */
  addWorker(announced: AnnouncedWorker, lane: LaneState): Joined | string {
    const known = this.#workers.get(announced.name)
    if (known && known.group !== lane.group) return `a worker of the name ${announced.name} is there already`
    const conflict = this.#conflictOf(announced)
    if (conflict !== undefined) return conflict
    const worker = known ?? this.#newWorker(announced.name, lane.group)
    // On its first lane it may be another than it was: started anew, from a module that has changed.
    const gone = worker.lanes.length === 0 ? this.#describe(worker, announced) : []
    if (!worker.lanes.includes(lane)) worker.lanes.push(lane)
    return { worker, gone }
  }

  /** What is for these workers waits, whether they are there or not, and is turned away no longer. */
  expect(group: string, names: readonly string[]): void {
    for (const name of names) {
      const worker = this.#workers.get(name) ?? this.#newWorker(name, group)
      if (worker.group !== group) continue
      worker.isExpected = true
      worker.bar = undefined
    }
  }

  /** Nobody starts them again. @returns the targets that nobody serves any more */
  unexpect(group: string, names: readonly string[]): readonly string[] {
    return this.#ofGroup(group, names).flatMap((worker) => {
      worker.isExpected = false
      worker.bar = undefined
      return worker.lanes.length === 0 ? this.#removeWorker(worker) : []
    })
  }

  /** @returns the targets whose members are all barred now */
  bar(group: string, names: readonly string[], bar: Bar): readonly string[] {
    const workers = this.#ofGroup(group, names)
    for (const worker of workers) worker.bar = bar
    const targets = new Set(workers.flatMap((worker) => worker.targets))
    return [...targets].filter((target) => this.barOf(target) !== undefined).map(({ name }) => name)
  }

  /** Why requests for the target are turned away; undefined as long as one of its members may come. */
  barOf({ members }: TargetState): Bar | undefined {
    // The usual case is one look.
    if (members[0]?.bar === undefined) return undefined
    return members.every(({ bar }) => bar !== undefined) ? members[0].bar : undefined
  }

  /** @returns the targets that nobody serves any more */
  removeLane(lane: LaneState): readonly string[] {
    this.#lanes.delete(lane)
    const gone: string[] = []
    for (const worker of this.#workers.values()) {
      const at = worker.lanes.indexOf(lane)
      if (at < 0) continue
      worker.lanes.splice(at, 1)
      if (worker.boundLane === lane) worker.boundLane = undefined
      if (worker.lanes.length === 0 && !worker.isExpected) gone.push(...this.#removeWorker(worker))
    }
    return gone
  }

  /** Those who serve one contract must agree what it is; one that comes again may have changed it, where it is alone. */
  #conflictOf({ name, contracts = {} }: AnnouncedWorker): string | undefined {
    for (const [service, hash] of Object.entries(contracts)) {
      const others = this.#targets.get(service)?.members ?? []
      const other = others.find((worker) => worker.name !== name && (worker.contracts[service] ?? hash) !== hash)
      if (!other) continue
      return `${name} serves the contract ${service} of the hash ${hash}, but ${other.name} that of ${other.contracts[service]}; give one of the two contracts another name`
    }
    return undefined
  }

  #ofGroup(group: string, names: readonly string[]): readonly WorkerState[] {
    return names.flatMap((name) => this.#workers.get(name) ?? []).filter((worker) => worker.group === group)
  }

  #newWorker(name: string, group: string): WorkerState {
    const worker = newWorker(name, group)
    this.#workers.set(name, worker)
    this.#targets.join(worker, [name])
    return worker
  }

  #describe(
    worker: WorkerState,
    { name, services, concurrency, runTimeoutMs = 0, lends = false, contracts = {} }: AnnouncedWorker,
  ): readonly string[] {
    worker.concurrency = concurrency
    worker.runTimeoutMs = runTimeoutMs
    worker.lends = lends
    worker.contracts = contracts
    return this.#targets.join(worker, [name, ...services])
  }

  /** @returns the targets where nobody is left */
  #removeWorker(worker: WorkerState): readonly string[] {
    this.#workers.delete(worker.name)
    return this.#targets.leave(worker)
  }
}
