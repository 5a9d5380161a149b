/**
 * The routing core: requests in, tasks to lanes, outcomes back. It knows no socket, no clock and no thread; what it
 * decides leaves through two ports, and whoever calls it says what time it is.
 */
import type {
  AnnouncedWorker,
  FailureCode,
  FindRecord,
  InterimRecord,
  OutcomeRecord,
  PullRecord,
  RequestRecord,
} from '@errand/protocol'
import { isLostWithItsClient } from './clients/absences.js'
import { isIdle } from './clients/clients.js'
import type { BrokerCoreOptions, CoreContents } from './core-options.js'
import { type CoreParts, coreParts } from './core-parts.js'
import type { Counters } from './counters.js'
import type { Heartbeat, LanePort } from './state/ports.js'
import type { Bar, LaneState } from './state/state.js'
import type { Roster } from './workers/roster.js'

export class BrokerCore {
  readonly roster: Roster
  readonly counters: Counters
  readonly #parts: CoreParts

  constructor(options: BrokerCoreOptions) {
    const parts = coreParts(options)
    this.#parts = parts
    this.roster = parts.roster
    this.counters = parts.counters
  }

  /** Requests that have not ended. */
  get open(): number {
    return this.#parts.open.size
  }

  get queued(): number {
    return this.#parts.queue.queued
  }

  /** Tasks that workers hold, those included whose requests have ended. */
  get leased(): number {
    return this.#parts.leases.size
  }

  contents(): CoreContents {
    const { roster, counters } = this
    const leased = this.#parts.leases.all()
    return {
      open: this.#parts.open.all(),
      leased,
      queue: this.#parts.queue,
      clients: this.#parts.clients,
      roster,
      counters,
    }
  }

  nextDeadline(): number | undefined {
    return this.#parts.due.next()
  }

  request(client: string, record: RequestRecord, now: number): void {
    this.#parts.intake.request(client, record, now)
  }

  /** Tells a client who serves a target. */
  find(client: string, record: FindRecord): void {
    this.#parts.intake.find(client, record)
  }

  /** The reader of a stream takes more of it. */
  pulled(client: string, record: PullRecord): void {
    this.#parts.streams.pulled(client, record)
  }

  /** A handler says something before it answers. */
  said(lane: LaneState, record: InterimRecord, now: number): void {
    this.#parts.streams.said(lane, record, now)
  }

  cancel(client: string, id: number, now: number): void {
    const task = this.#parts.open.find(client, id)
    if (task) this.#parts.settlement.abandon(task, 'cancelled', 'the caller took the request back', now)
  }

  /** The client is gone: nobody waits for its requests. Those that may be sent again go on for a while. */
  clientGone(id: string, now: number): void {
    const client = this.#parts.clients.get(id)
    if (!client) return
    this.#parts.absences.left(client, now + this.#parts.resumeMs)
    for (const task of client.open)
      if (isLostWithItsClient(task)) this.#parts.settlement.abandon(task, 'cancelled', 'the client is gone', now)
    if (!isIdle(client)) return
    this.#parts.absences.returned(client)
    this.#parts.clients.forget(client)
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
    for (const target of this.roster.bar(group, names, bar))
      this.#parts.settlement.failWaiting(target, bar.code, bar.message, now)
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
      this.#parts.dispatch.joined(worker, lane)
    }
    this.credited(lane, slots, now)
    return undefined
  }

  /** The lane's other end takes up to so many tasks without having ended earlier ones. */
  credited(lane: LaneState, slots: number, now: number): void {
    lane.slots = slots
    this.#parts.dispatch.refill(lane, now)
  }

  heartbeat(lane: LaneState, heartbeat: Heartbeat, now: number): void {
    const waiting = new Set<string>()
    const lost = this.#parts.digest.heard(lane, heartbeat, now)
    lane.port.heartbeat?.(heartbeat)
    this.#cancelAgain(lane, heartbeat)
    // Newest first, as always where tasks go back to the front of their queue.
    this.#parts.settlement.together(now, () => {
      for (const task of lost.toReversed())
        if (this.#parts.losses.onTheWay(task, task.lease <= heartbeat.lastTask, now)) waiting.add(task.target)
    })
    if (lost.length > 0) this.#released(lane, now)
    this.#parts.dispatch.serveAll(waiting, now)
    for (const { worker } of lost) if (worker) this.#parts.dispatch.freed(worker, lane, now)
  }

  outcome(lane: LaneState, record: OutcomeRecord, now: number): void {
    const task = this.#parts.leases.find(record.id, lane)
    if (!task) {
      this.counters.strayResults++
      return
    }
    const { worker } = task
    this.#parts.leases.end(task, now)
    this.#parts.watches.clear(task)
    if (worker) worker.done++
    this.roster.target(task.target)?.pace.ended(now)
    if (task.state === 'ended') {
      this.counters.lateResults++
      this.#parts.settlement.letGo(task, now)
    } else this.#parts.settlement.finish(task, underNumber(task.id, record), worker?.name, now)
    this.#released(lane, now)
    if (worker) this.#parts.dispatch.freed(worker, lane, now)
  }

  /** The lane ended with all that was on it: what may be tried again is, the rest fails. */
  laneLost(lane: LaneState, reason: string, now: number): void {
    const gone = this.roster.removeLane(lane)
    const waiting = this.#parts.losses.ofLane(lane, reason, now)
    for (const name of gone) this.#failUnserved(name, reason, now)
    this.#parts.dispatch.laneLost(lane, waiting, now)
  }

  /** Ends what is due. */
  tick(now: number): void {
    this.#parts.due.tick(now)
  }

  /** Ends every open request with `closed`, and tells the workers that have some. */
  endAll(message: string, now: number): void {
    this.#parts.settlement.abandonAll(this.#parts.open.all(), 'closed', message, now)
  }

  /** Ends a request that was not taken in. */
  refuse(client: string, id: number, code: FailureCode, message: string): void {
    this.#parts.settlement.refuse(client, id, code, message)
  }

  /** What has ended is still held: that it was taken back may have been lost on the way. */
  #cancelAgain(lane: LaneState, { held }: Heartbeat): void {
    for (const lease of held)
      if (this.#parts.leases.find(lease, lane)?.state === 'ended') lane.port.send({ kind: 'cancel', id: lease })
  }

  #released(lane: LaneState, now: number): void {
    if (!lane.onDrained) this.#parts.dispatch.refill(lane, now)
    else if (lane.tasks.size === 0) lane.onDrained()
  }

  #failUnserved(target: string, reason: string, now: number): void {
    this.#parts.settlement.failWaiting(target, 'worker-lost', `nobody serves ${target} any more: ${reason}`, now)
  }
}

/** What a worker says of its lease, as the one who asked knows the request. */
function underNumber(id: number, outcome: OutcomeRecord): OutcomeRecord {
  if (outcome.kind === 'failure') return { ...outcome, id }
  const { metadata, codec, body } = outcome
  return { kind: 'reply', id, metadata, codec, body }
}
