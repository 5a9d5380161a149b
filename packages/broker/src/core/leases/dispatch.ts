/** Gives out the tasks that wait, to whichever worker may have them, as far as the credit of the lanes reaches. */
import type { TaskRecord } from '@errand/protocol'
import type { TaskQueue } from '../queue/task-queue.js'
import { hasCredit } from '../state/lane.js'
import { hasSlotToLend, mayBorrow } from '../state/lending.js'
import type { LaneState, TargetState, Task, WorkerState } from '../state/state.js'
import { isRunning } from '../state/task.js'
import { memberOn, type Place, placeFor } from '../workers/placement.js'
import type { Roster } from '../workers/roster.js'
import type { Leases } from './leases.js'
import type { RunTimes } from './run-times.js'
import type { Watches } from './watches.js'

export interface DispatchOptions {
  readonly queue: TaskQueue
  readonly leases: Leases
  readonly roster: Roster
  readonly watches: Watches
  readonly runTimes: RunTimes
}

export class Dispatch {
  readonly #queue: TaskQueue
  readonly #leases: Leases
  readonly #roster: Roster
  readonly #watches: Watches
  readonly #runTimes: RunTimes

  constructor({ queue, leases, roster, watches, runTimes }: DispatchOptions) {
    this.#queue = queue
    this.#leases = leases
    this.#roster = roster
    this.#watches = watches
    this.#runTimes = runTimes
  }

  /** Gives out what waits for a target; lanes without room are told that there is more. */
  serve(target: TargetState, now: number): void {
    for (let task = this.#queue.next(target.name); task; task = this.#queue.next(target.name)) {
      if (this.#place(target, task, now)) continue
      const other = this.#queue.beside(task)
      if (other && this.#place(target, other, now)) continue
      for (const worker of target.members) for (const lane of worker.lanes) lane.backlog.add(target)
      return
    }
  }

  /**
   * A new task of the ordinary kind, which nothing is before, need not be put in line to be the first there.
   * @returns undefined where something is, or nobody has room: then it has to wait
   */
  placeAtOnce(target: TargetState, task: Task): Place | undefined {
    const isOrdinary = !task.isNested && task.rules?.key === undefined && !task.rules?.isQuiet
    return isOrdinary && this.#queue.waiting(target.name) === 0 ? placeFor(target, task) : undefined
  }

  /** Gives it out where it has such a place. */
  giveOut(task: Task, { worker, lane }: Place, now: number): void {
    task.state = 'leased'
    this.#grant(task, worker, lane, now)
  }

  isServed(target: string): boolean {
    return this.#roster.target(target) !== undefined
  }

  /** The same for targets by name; some may be gone. */
  serveAll(names: Iterable<string>, now: number): void {
    for (const name of names) {
      const target = this.#roster.target(name)
      if (target) this.serve(target, now)
    }
  }

  /** The worker can be reached by one more lane: what waits for it may go there as well. */
  joined(worker: WorkerState, lane: LaneState): void {
    for (const target of worker.targets) if (this.#queue.waiting(target.name) > 0) lane.backlog.add(target)
  }

  /** The worker has ended something: what waits for it may go by others of its lanes, too, than by this one. */
  freed(worker: WorkerState, lane: LaneState, now: number): void {
    this.slotToLend(worker, now)
    // What was given out since may have bound it to another lane already.
    const isBound = worker.concurrency === 1 && worker.inFlight > 0 && worker.boundLane === lane
    if (worker.lanes.length > 1 && !isBound) this.#serveWaiting(worker, now)
  }

  /** One of its handlers waits, or what ran in the slot of such a one has ended: what handlers asked for may run there. */
  slotToLend(worker: WorkerState, now: number): void {
    if (!hasSlotToLend(worker)) return
    this.#leases.lend(worker, now)
    this.#serveWaiting(worker, now)
  }

  /**
   * What was bound to the lane may go on by another of its group.
   * @param retried names of the targets of the tasks that wait again
   */
  laneLost({ group }: LaneState, retried: Iterable<string>, now: number): void {
    this.serveAll(retried, now)
    for (const lane of this.#roster.lanes) if (lane.group === group) this.refill(lane, now)
  }

  /** Gives a lane with room the tasks that wait for it, a task for each target in turn. */
  refill(lane: LaneState, now: number): void {
    const { backlog } = lane
    let passedOver: TargetState[] | undefined
    let lending: Set<WorkerState> | undefined
    for (let target = backlog.first; target && hasCredit(lane); target = backlog.first) {
      const task = this.#queue.next(target.name)
      const worker = task && this.#placeOneOf(task, lane, target, now)
      if (worker) backlog.rotate()
      else backlog.shift()
      if (task && !worker) (passedOver ??= []).push(target)
      if (worker && hasSlotToLend(worker)) (lending ??= new Set()).add(worker)
    }
    if (passedOver) for (const target of passedOver) backlog.add(target)
    // With the last slot of its own taken, those of its handlers that wait are lent.
    if (lending) for (const worker of lending) this.slotToLend(worker, now)
  }

  #serveWaiting({ targets }: WorkerState, now: number): void {
    for (const target of targets) if (this.#queue.waiting(target.name) > 0) this.serve(target, now)
  }

  /** @returns false where nobody has room */
  #place(target: TargetState, task: Task, now: number): boolean {
    const place = placeFor(target, task)
    if (place) this.#lease(task, place.worker, place.lane, now)
    return place !== undefined
  }

  /** The first of a target, or the one beside it. @returns who has one of them now */
  #placeOneOf(first: Task, lane: LaneState, target: TargetState, now: number): WorkerState | undefined {
    const other = this.#queue.beside(first)
    return this.#placeOn(lane, target, first, now) ?? (other && this.#placeOn(lane, target, other, now))
  }

  /** @returns who has it now; undefined where nobody has room on this lane */
  #placeOn(lane: LaneState, target: TargetState, task: Task, now: number): WorkerState | undefined {
    const worker = memberOn(target, lane, task)
    if (worker) this.#lease(task, worker, lane, now)
    return worker
  }

  #lease(task: Task, worker: WorkerState, lane: LaneState, now: number): void {
    this.#queue.take(task)
    this.#watches.clear(task)
    this.#grant(task, worker, lane, now)
  }

  #grant(task: Task, worker: WorkerState, lane: LaneState, now: number): void {
    this.#leases.grant(task, worker, lane, now)
    if (!isRunning(task)) this.#runTimes.held(task, lane, now)
    lane.port.send(taskRecord(task, worker, now))
  }
}

/** What is left of it: its worker may have it wait as well. Where it has been started before, it is worth its time. */
function timeToLive({ rules, attempt }: Task, now: number): number | undefined {
  if (rules?.expiresAt === undefined || attempt > 1) return undefined
  return Math.max(1, Math.ceil(rules.expiresAt - now))
}

function taskRecord(task: Task, worker: WorkerState, now: number): TaskRecord {
  const { lease, target, method, rules, codec, body, attempt } = task
  return {
    kind: 'task',
    id: lease,
    worker: worker.name,
    target: rules?.service ?? target,
    deadlineMs: Math.max(0, Math.floor(task.deadlineAt - now)),
    attempt,
    method: method === '' ? undefined : method,
    runTimeoutMs: rules?.runTimeoutMs || undefined,
    window: rules?.granted || undefined,
    progress: rules?.wantsProgress ? 1 : undefined,
    nested: mayBorrow(task, worker) ? 1 : undefined,
    ttlMs: timeToLive(task, now),
    metadata: rules?.metadata ?? '',
    codec,
    body,
  }
}
