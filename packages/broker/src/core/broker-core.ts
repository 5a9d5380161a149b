/**
 * The routing core: requests in, tasks to lanes, outcomes back. It knows no socket, no clock and no thread; what it
 * decides leaves through two ports, and whoever calls it says what time it is.
 */
import type { AnnouncedWorker, FailureCode, OutcomeRecord, RequestRecord } from '@errand/protocol'
import { Absences } from './clients/absences.js'
import { Clients, isIdle } from './clients/clients.js'
import { OpenRequests } from './clients/open-requests.js'
import type { BrokerCoreOptions, CoreContents } from './core-options.js'
import { type Counters, newCounters } from './counters.js'
import { DueWork } from './due-work.js'
import { Digest } from './leases/digest.js'
import { Dispatch } from './leases/dispatch.js'
import { Leases } from './leases/leases.js'
import { Watches } from './leases/watches.js'
import type { TaskQueue } from './queue/task-queue.js'
import { Intake } from './requests/intake.js'
import { Losses } from './requests/losses.js'
import { Settlement } from './requests/settlement.js'
import type { Heartbeat, LanePort } from './state/ports.js'
import type { Bar, LaneState, Task } from './state/state.js'
import { Roster } from './workers/roster.js'

export class BrokerCore {
  readonly roster: Roster = new Roster()
  readonly counters: Counters = newCounters()
  readonly #queue: TaskQueue
  readonly #clients = new Clients()
  readonly #open = new OpenRequests(this.#clients)
  readonly #absences = new Absences()
  readonly #watches = new Watches()
  readonly #leases: Leases
  readonly #dispatch: Dispatch
  readonly #settlement: Settlement
  readonly #losses: Losses
  readonly #intake: Intake
  readonly #due: DueWork
  readonly #digest: Digest
  readonly #hangGraceMs: number
  readonly #resumeMs: number

  constructor({ clients, queue, firstLease, onIdle, ...options }: BrokerCoreOptions) {
    const { hangGraceMs = 1000, resumeMs = 5000, heartbeatIntervalMs = 1000 } = options
    const { counters } = this
    this.#queue = queue
    this.#hangGraceMs = hangGraceMs
    this.#resumeMs = resumeMs
    this.#digest = new Digest(heartbeatIntervalMs)
    this.#leases = new Leases(firstLease, { startsToRun: (task, now) => this.#startsToRun(task, now) })
    this.#dispatch = new Dispatch(queue, this.#leases, this.roster)
    const common = { queue, counters, watches: this.#watches }
    this.#settlement = new Settlement({
      ...common,
      port: clients,
      clients: this.#clients,
      open: this.#open,
      hangGraceMs,
      onIdle,
      dispatch: this.#dispatch,
      childEnded: (parent, now) => this.#intake.checkChildren(parent, now),
    })
    const settling = { ...common, leases: this.#leases, settlement: this.#settlement }
    this.#losses = new Losses(settling)
    const { roster } = this
    const serving = {
      ...settling,
      roster,
      clients: this.#clients,
      absences: this.#absences,
      open: this.#open,
      dispatch: this.#dispatch,
    }
    this.#intake = new Intake({ ...serving, port: clients })
    this.#due = new DueWork({ ...serving, hangGraceMs })
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
    const leased = this.#leases.all()
    return { open: this.#open.all(), leased, queue: this.#queue, clients: this.#clients, roster, counters }
  }

  nextDeadline(): number | undefined {
    return this.#due.next()
  }

  request(client: string, record: RequestRecord, now: number): void {
    this.#intake.request(client, record, now)
  }

  cancel(client: string, id: number, now: number): void {
    const task = this.#open.find(client, id)
    if (task) this.#settlement.abandon(task, 'cancelled', 'the caller took the request back', now)
  }

  /** The client is gone: nobody waits for its requests. Those that may be sent again go on for a while. */
  clientGone(id: string, now: number): void {
    const client = this.#clients.get(id)
    if (!client) return
    this.#absences.left(client, now + this.#resumeMs)
    for (const task of client.open.values())
      if (task.attempts <= 1 || task.parent) this.#settlement.abandon(task, 'cancelled', 'the client is gone', now)
    if (!isIdle(client)) return
    this.#absences.returned(client)
    this.#clients.forget(client)
  }

  laneOpened(id: string, group: string, port: LanePort): LaneState {
    return this.roster.addLane(id, group, port)
  }

  /** The lane gets nothing more. @param onDrained called when it holds nothing: at once, or with its last outcome */
  laneDraining(lane: LaneState, onDrained: () => void): void {
    lane.onDrained = onDrained
    if (lane.tasks.size === 0) onDrained()
  }

  /** Somebody starts these workers, and starts them again when they end: requests for them wait meanwhile. */
  workersExpected(group: string, names: readonly string[]): void {
    this.roster.expect(group, names)
  }

  /** They will not be there for a while: what waits for them fails, and what comes is turned away. */
  workersBarred(group: string, names: readonly string[], bar: Bar, now: number): void {
    for (const target of this.roster.bar(group, names, bar)) this.#failWaiting(target, bar.code, bar.message, now)
  }

  /** Nobody starts them again. */
  workersForgotten(group: string, names: readonly string[], reason: string, now: number): void {
    for (const target of this.roster.unexpect(group, names)) this.#failUnserved(target, reason, now)
  }

  /** @returns why the announcement is refused, or undefined */
  announced(lane: LaneState, workers: readonly AnnouncedWorker[], slots: number, now: number): string | undefined {
    for (const announcement of workers) {
      const joined = this.roster.addWorker(announcement, lane)
      if (typeof joined === 'string') return joined
      const { worker, gone } = joined
      for (const name of gone) this.#failUnserved(name, `${worker.name} was started anew without it`, now)
      this.#dispatch.joined(worker, lane)
    }
    this.credited(lane, slots, now)
    return undefined
  }

  /** The lane's other end takes up to so many tasks without having ended earlier ones. */
  credited(lane: LaneState, slots: number, now: number): void {
    lane.slots = slots
    this.#dispatch.refill(lane, now)
  }

  heartbeat(lane: LaneState, heartbeat: Heartbeat, now: number): void {
    const waiting = new Set<string>()
    const lost = this.#digest.heard(lane, heartbeat, now)
    lane.port.heartbeat?.(heartbeat)
    // Newest first, as always where tasks go back to the front of their queue.
    this.#settlement.together(now, () => {
      for (const task of lost.toReversed())
        if (this.#losses.onTheWay(task, task.lease <= heartbeat.lastTask, now)) waiting.add(task.target)
    })
    if (lost.length > 0) this.#released(lane, now)
    this.#dispatch.serveAll(waiting, now)
    for (const { worker } of lost) if (worker?.inFlight === 0) this.#dispatch.unbound(worker, now)
    this.#intake.checkStarted(now)
  }

  outcome(lane: LaneState, record: OutcomeRecord, now: number): void {
    const task = this.#leases.find(record.id, lane)
    if (!task) {
      this.counters.strayResults++
      return
    }
    const { worker } = task
    this.#leases.end(task, now)
    this.#watches.clear(task)
    if (worker) worker.done++
    this.roster.target(task.target)?.pace.ended(now)
    if (task.state === 'ended') this.counters.lateResults++
    else {
      this.#queue.done(task)
      this.#settlement.finish(task, { ...record, id: task.id }, worker?.name, now)
    }
    this.#released(lane, now)
    if (worker?.inFlight === 0) this.#dispatch.unbound(worker, now)
    this.#intake.checkStarted(now)
  }

  /** The lane ended with all that was on it: what may be tried again is, the rest fails. */
  laneLost(lane: LaneState, reason: string, now: number): void {
    const gone = this.roster.removeLane(lane)
    const waiting = this.#losses.ofLane(lane, reason, now)
    for (const name of gone) this.#failUnserved(name, reason, now)
    this.#dispatch.laneLost(lane, waiting, now)
    this.#intake.checkStarted(now)
  }

  /** Ends what is due. */
  tick(now: number): void {
    this.#due.tick(now)
  }

  /** Ends every open request with `closed`, and tells the workers that have some. */
  endAll(message: string, now: number): void {
    this.#settlement.abandonAll(this.#open.all(), 'closed', message, now)
  }

  /** Ends a request that was not taken in. */
  refuse(client: string, id: number, code: FailureCode, message: string): void {
    this.#settlement.refuse(client, id, code, message)
  }

  /** A limit of its own options holds for a worker's handlers as well as that of the request. */
  #startsToRun(task: Task, now: number): void {
    this.#intake.startsToRun(task)
    // Its worker may have begun with it before it heard that the request had ended.
    if (task.state === 'ended') return this.#watches.set(task, now + this.#hangGraceMs)
    const limits = [task.runTimeoutMs, task.worker?.runTimeoutMs ?? 0].filter((ms) => ms > 0)
    if (limits.length > 0) this.#watches.set(task, now + Math.min(...limits) + this.#hangGraceMs)
  }

  #released(lane: LaneState, now: number): void {
    if (!lane.onDrained) this.#dispatch.refill(lane, now)
    else if (lane.tasks.size === 0) lane.onDrained()
  }

  #failUnserved(target: string, reason: string, now: number): void {
    this.#failWaiting(target, 'worker-lost', `nobody serves ${target} any more: ${reason}`, now)
  }

  #failWaiting(target: string, code: FailureCode, message: string, now: number): void {
    for (let task = this.#queue.pull(target); task; task = this.#queue.pull(target))
      this.#settlement.fail(task, code, message, now)
  }
}
