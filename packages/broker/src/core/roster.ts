/**
 * Who is there: lanes, the workers that are reached through them, and the targets (workers and services by name) that
 * requests can be for.
 */
import type { AnnouncedWorker, CancelRecord, TaskRecord } from '@errand/protocol'
import { Backlog } from './backlog.js'

/** Where the records of a lane go; what is behind it the core does not know. */
export interface LanePort {
  send(record: TaskRecord | CancelRecord): void
}

/** A way by which tasks reach workers, with the credit that its other end has granted. */
export interface LaneState {
  readonly id: string
  /** Lanes of one group lead to the same workers, as the loops of a pool do. */
  readonly group: string
  readonly port: LanePort
  slots: number
  inFlight: number
  /** Targets with waiting tasks that this lane could take, in the order in which they came to wait. */
  readonly backlog: Backlog
}

export interface WorkerState {
  readonly name: string
  readonly group: string
  /** Its name, and the services that it answers for. */
  readonly targets: readonly TargetState[]
  readonly concurrency: number
  readonly lanes: LaneState[]
  inFlight: number
  /** With concurrency 1, tasks follow each other on the lane where the earlier ones are: so their order holds. */
  boundLane: LaneState | undefined
  /** Tasks that it has ended. */
  done: number
}

export interface TargetState {
  readonly name: string
  readonly members: WorkerState[]
  /** Where the search for a member begins, so that equals take turns. */
  cursor: number
}

/** Names that are listed when a target is not known. */
const namesListed = 10

export class Roster {
  readonly #lanes = new Map<string, LaneState>()
  readonly #workers = new Map<string, WorkerState>()
  readonly #targets = new Map<string, TargetState>()
  /** What there is, in words; sorting ten thousand names takes too long to do it for each request that asks in vain. */
  #listing: string | undefined

  addLane(id: string, group: string, port: LanePort): LaneState {
    const lane: LaneState = { id, group, port, slots: 0, inFlight: 0, backlog: new Backlog() }
    this.#lanes.set(id, lane)
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
    return this.#lanes.values()
  }

  get targets(): Iterable<TargetState> {
    return this.#targets.values()
  }

  /** What to say to whoever asked for a target that is not there. */
  describeUnknown(name: string): string {
    this.#listing ??= this.#listTargets()
    return `no worker and no service is called ${name}; ${this.#listing}`
  }

  /** @returns why the worker cannot be had on this lane, or undefined where it now is */
  addWorker(announced: AnnouncedWorker, lane: LaneState): string | undefined {
    const known = this.#workers.get(announced.name)
    if (known && known.group !== lane.group) return `a worker of the name ${announced.name} is there already`
    const worker = known ?? this.#newWorker(announced, lane.group)
    if (!worker.lanes.includes(lane)) worker.lanes.push(lane)
    return undefined
  }

  /** @returns the targets that nobody serves any more */
  removeLane(lane: LaneState): readonly string[] {
    this.#lanes.delete(lane.id)
    const gone: string[] = []
    for (const worker of this.#workers.values()) {
      const at = worker.lanes.indexOf(lane)
      if (at < 0) continue
      worker.lanes.splice(at, 1)
      if (worker.boundLane === lane) worker.boundLane = undefined
      if (worker.lanes.length === 0) gone.push(...this.#removeWorker(worker))
    }
    return gone
  }

  #newWorker({ name, services, concurrency }: AnnouncedWorker, group: string): WorkerState {
    const targets = [...new Set([name, ...services])].map((target) => this.#targetOf(target))
    const worker: WorkerState = {
      name,
      group,
      targets,
      concurrency,
      lanes: [],
      inFlight: 0,
      boundLane: undefined,
      done: 0,
    }
    this.#workers.set(name, worker)
    for (const { members } of targets) members.push(worker)
    return worker
  }

  #listTargets(): string {
    const names = [...this.#targets.keys()].toSorted()
    const more = names.length > namesListed ? `, and ${names.length - namesListed} more` : ''
    return names.length === 0 ? 'none is there' : `there are ${names.slice(0, namesListed).join(', ')}${more}`
  }

  #targetOf(name: string): TargetState {
    let target = this.#targets.get(name)
    if (!target) {
      this.#targets.set(name, (target = { name, members: [], cursor: 0 }))
      this.#listing = undefined
    }
    return target
  }

  /** @returns the targets where nobody is left */
  #removeWorker(worker: WorkerState): string[] {
    this.#workers.delete(worker.name)
    const gone: string[] = []
    for (const { name, members } of worker.targets) {
      members.splice(members.indexOf(worker), 1)
      if (members.length > 0) continue
      // No lane waits for it any more: those that led to its members are gone with them.
      this.#targets.delete(name)
      this.#listing = undefined
      gone.push(name)
    }
    return gone
  }
}
