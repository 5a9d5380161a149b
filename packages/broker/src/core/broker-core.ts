/**
 * The routing core: requests in, tasks to lanes, outcomes back. It knows no socket, no clock and no thread; what it
 * decides leaves through two ports, and whoever calls it says what time it is.
 */
import { type AnnouncedWorker, type FailureCode, type OutcomeRecord, type RequestRecord } from '@errand/protocol'
import { type Counters, countOutcome, newCounters } from './counters.js'
import { Dispatch } from './dispatch.js'
import { failureOf } from './failure-outcome.js'
import { Leases } from './leases.js'
import { OpenRequests } from './open-requests.js'
import { type LanePort, type LaneState, Roster } from './roster.js'
import { newTask, type Task } from './task.js'
import type { TaskQueue } from './task-queue.js'

/** Where outcomes go. */
export interface ClientPort {
  /** @param worker name of the worker whose outcome it is, where one had the task */
  send(client: string, outcome: OutcomeRecord, worker: string | undefined): void
}

export interface BrokerCoreOptions {
  readonly clients: ClientPort
  readonly queue: TaskQueue
  /** First lease number; a random one, so that results of an earlier broker's leases are strangers here. */
  readonly firstLease: number
  /** Called whenever the last open task has ended. */
  readonly onIdle?: () => void
}

/** All there is in a core, for those who check that it agrees (`invariants.ts`). */
export interface CoreContents {
  readonly open: readonly Task[]
  readonly leased: readonly Task[]
  readonly queue: TaskQueue
  readonly roster: Roster
  readonly counters: Readonly<Counters>
}

export class BrokerCore {
  readonly roster: Roster = new Roster()
  readonly counters: Counters = newCounters()
  readonly #options: BrokerCoreOptions
  readonly #queue: TaskQueue
  readonly #open = new OpenRequests()
  readonly #leases: Leases
  readonly #dispatch: Dispatch

  constructor(options: BrokerCoreOptions) {
    this.#options = options
    this.#queue = options.queue
    this.#leases = new Leases(options.firstLease)
    this.#dispatch = new Dispatch(this.#queue, this.#leases, this.roster)
  }

  /** Requests that have not ended. */
  get open(): number {
    return this.#open.size
  }

  get queued(): number {
    return this.#queue.queued
  }

  /** Tasks that workers hold, those included whose requests have ended. */
  get leased(): number {
    return this.#leases.size
  }

  contents(): CoreContents {
    const { roster, counters } = this
    return { open: this.#open.all(), leased: this.#leases.all(), queue: this.#queue, roster, counters }
  }

  nextDeadline(): number | undefined {
    return this.#open.nextDeadline()
  }

  request(client: string, record: RequestRecord, now: number): void {
    const target = this.roster.target(record.target)
    if (!target) return this.refuse(client, record.id, 'unknown-target', this.roster.describeUnknown(record.target))
    if (this.#open.has(client, record.id))
      return this.refuse(client, record.id, 'bad-request', `a request ${record.id} is open already`)
    const task = newTask(client, record, now)
    if (!this.#queue.accept(task))
      return this.refuse(client, record.id, 'overloaded', `too much waits for ${record.target}`)
    this.#open.add(task)
    this.counters.accepted++
    // Where others wait already, nobody has room: whoever gets some looks for what waits.
    if (this.#queue.waiting(target.name) === 1) this.#dispatch.serve(target, now)
  }

  cancel(client: string, id: number): void {
    const task = this.#open.find(client, id)
    if (task) this.#abandon(task, 'cancelled', 'the caller took the request back')
  }

  /** The client is gone: nobody waits for its requests. */
  clientGone(client: string): void {
    for (const task of this.#open.ofClient(client)) this.#abandon(task, 'cancelled', 'the client is gone')
  }

  laneOpened(id: string, group: string, port: LanePort): LaneState {
    return this.roster.addLane(id, group, port)
  }

  /** @returns why the announcement is refused, or undefined */
  announced(lane: LaneState, workers: readonly AnnouncedWorker[], slots: number, now: number): string | undefined {
    for (const announcement of workers) {
      const fault = this.roster.addWorker(announcement, lane)
      if (fault !== undefined) return fault
      const worker = this.roster.worker(announcement.name)
      if (worker) this.#dispatch.joined(worker, lane)
    }
    this.credited(lane, slots, now)
    return undefined
  }

  /** The lane's other end takes up to so many tasks without having ended earlier ones. */
  credited(lane: LaneState, slots: number, now: number): void {
    lane.slots = slots
    this.#dispatch.refill(lane, now)
  }

  outcome(lane: LaneState, record: OutcomeRecord, now: number): void {
    const task = this.#leases.find(record.id, lane)
    if (!task) {
      this.counters.strayResults++
      return
    }
    this.#leases.end(task)
    const { worker } = task
    if (worker) worker.done++
    if (task.state === 'ended') this.counters.lateResults++
    else {
      this.#queue.done(task)
      this.#finish(task, { ...record, id: task.id }, worker?.name)
    }
    this.#dispatch.refill(lane, now)
    if (worker?.inFlight === 0) this.#dispatch.unbound(worker, now)
  }

  /** The lane ended with all that was on it: what may be tried again is, the rest fails. */
  laneLost(lane: LaneState, reason: string, now: number): void {
    const gone = this.roster.removeLane(lane)
    const targets = new Set<string>()
    for (const task of this.#leases.onLane(lane)) {
      this.#leases.end(task)
      if (task.state === 'ended') continue
      if (task.attempt < task.attempts) {
        this.#queue.retry(task)
        targets.add(task.target)
      } else {
        this.#queue.dead(task)
        this.#fail(task, 'worker-lost', `${task.worker?.name ?? lane.id} was lost: ${reason}`)
      }
    }
    for (const name of gone) this.#failWaiting(name, `nobody serves ${name} any more: ${reason}`)
    this.#dispatch.laneLost(lane, targets, now)
  }

  /** Ends what is due. */
  tick(now: number): void {
    for (let task = this.#open.popDue(now); task; task = this.#open.popDue(now)) {
      const where = task.state === 'queued' ? 'while it waited' : `while ${task.worker?.name} had it`
      this.#abandon(task, 'deadline', `the deadline passed ${where}`)
    }
  }

  /** Ends every open request with `closed`, and tells the workers that have some. */
  endAll(message: string): void {
    for (const task of this.#open.all()) this.#abandon(task, 'closed', message)
  }

  /** Ends a request from this side. A worker that has it is told, and keeps its slot until it answers. */
  #abandon(task: Task, code: FailureCode, message: string): void {
    if (task.state === 'queued') this.#queue.drop(task)
    else task.lane?.port.send({ kind: 'cancel', id: task.lease })
    this.#fail(task, code, message)
  }

  #failWaiting(name: string, message: string): void {
    for (let task = this.#queue.pull(name); task; task = this.#queue.pull(name))
      this.#fail(task, 'worker-lost', message)
  }

  #fail(task: Task, code: FailureCode, message: string): void {
    // What was never given out has certainly not run.
    this.#finish(task, failureOf(task.id, code, message, task.attempt > 0), task.worker?.name)
  }

  #finish(task: Task, outcome: OutcomeRecord, worker: string | undefined): void {
    this.#open.remove(task)
    task.state = 'ended'
    task.body = ''
    countOutcome(this.counters, outcome)
    this.#options.clients.send(task.client, outcome, worker)
    if (this.#open.size === 0) this.#options.onIdle?.()
  }

  /** Ends a request that was not taken in. */
  refuse(client: string, id: number, code: FailureCode, message: string): void {
    const outcome = failureOf(id, code, message)
    this.counters.refused++
    countOutcome(this.counters, outcome)
    this.#options.clients.send(client, outcome, undefined)
  }
}
