/**
 * Takes requests in, or says why not: repeats, targets that are not there, full queues, and nested requests whose parent
 * has ended or that could never be served.
 */
import { type FailureCode, type FindRecord, peerOf, type RequestRecord } from '@errand/protocol'
import type { Absences } from '../clients/absences.js'
import type { Clients } from '../clients/clients.js'
import type { OpenRequests } from '../clients/open-requests.js'
import type { Counters } from '../counters.js'
import type { Dispatch } from '../leases/dispatch.js'
import type { Leases } from '../leases/leases.js'
import type { Watches } from '../leases/watches.js'
import type { TaskQueue } from '../queue/task-queue.js'
import { cycleOf, pathOf } from './cycles.js'
import type { Settlement } from './settlement.js'
import { depthOf, nest } from '../state/nesting.js'
import type { ClientPort } from '../state/ports.js'
import type { TargetState, Task } from '../state/state.js'
import { isRunning, newTask } from '../state/task.js'
import { memberFor, memberNamed } from '../workers/membership.js'
import type { Roster } from '../workers/roster.js'
import { failureOf } from './failure-outcome.js'

export interface IntakeOptions {
  readonly port: ClientPort
  readonly queue: TaskQueue
  readonly clients: Clients
  readonly absences: Absences
  readonly open: OpenRequests
  readonly roster: Roster
  readonly leases: Leases
  readonly watches: Watches
  readonly dispatch: Dispatch
  readonly settlement: Settlement
  readonly counters: Counters
}

/** Nested requests in a chain: deeper than this, a handler asks for itself without end. */
const depthMax = 100

export class Intake {
  readonly #options: IntakeOptions
  /** Parents whose children are being looked at. */
  readonly #checked = new Set<Task>()

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  request(client: string, record: RequestRecord, now: number): void {
    if (this.#isRepeat(client, record.id)) return
    const { roster, settlement, leases } = this.#options
    const target = this.#targetOf(record)
    if (typeof target === 'string') return this.#refuse(client, record, 'unknown-target', target)
    const bar = roster.barOf(target)
    if (bar) return this.#refuse(client, record, bar.code, bar.message)
    if (record.parent === undefined) return void this.#accept(client, record, target, now)
    const parent = this.#parentOf(client, record.parent)
    if (!parent)
      return settlement.refuse(client, record.id, 'cancelled', 'the task that asks has ended', { mayHaveRun: false })
    leases.asks(parent, now)
    // Nobody waits for it.
    if (record.quiet) this.#accept(client, record, target, now)
    else this.#acceptNested(client, record, target, parent, now)
  }

  /** Tells who serves a target. */
  find(client: string, { id, target: name }: FindRecord): void {
    const { roster, port } = this.#options
    const target = roster.target(name)
    if (!target) return port.send(client, failureOf(id, 'unknown-target', roster.describeUnknown(name)), undefined)
    const names = target.members.map((worker) => worker.name).toSorted()
    port.send(client, { kind: 'reply', id, metadata: '', codec: 'j', body: JSON.stringify(names) }, undefined)
  }

  /**
   * Nobody serves its target any more. Where it was bound to that only by being sticky, another worker of the service gets it.
   * @returns whether it waits again
   */
  movesOn(task: Task): boolean {
    const { roster, queue } = this.#options
    const { service, sticky } = task.rules ?? {}
    const target = service === undefined || sticky === undefined ? undefined : roster.target(service)
    const member = target && memberFor(target, sticky as string)
    const place = member && roster.target(member.name)
    if (!place || roster.barOf(place)) return false
    queue.move(task, place.name)
    return true
  }

  /** A handler waits for these: is there one that may be served? Those before it never will be. */
  checkChildren(parent: Task, now: number): void {
    // Each child that ends here brings its parent here again.
    if (!parent.children || this.#checked.has(parent)) return
    this.#checked.add(parent)
    // What waits for the same waits in vain for the same reason; a handler may ask for thousands at once.
    const inVain = new Map<string, readonly string[]>()
    for (const child of parent.children) {
      const path = (child.state === 'queued' ? inVain.get(child.target) : undefined) ?? this.#cycleOf(child)
      if (!path) break
      if (child.state === 'queued') inVain.set(child.target, path)
      this.#endInCycle(child, path, now)
    }
    this.#checked.delete(parent)
  }

  /** It has the turn of its key, or was given out and waits again: for itself, or for those that wait behind it? */
  waitsAnew(task: Task, now: number): void {
    if (!this.#cycleOf(task)) return
    for (const each of [task, ...this.#options.queue.behind(task)]) {
      const path = each.parent && this.#cycleOf(each)
      if (path) this.#endInCycle(each, path, now)
    }
  }

  /** @returns the target whose queue it joins, or why there is none */
  #targetOf({ target: name, member, sticky }: RequestRecord): TargetState | string {
    const { roster } = this.#options
    const target = roster.target(name)
    if (!target) return roster.describeUnknown(name)
    if (member === undefined && sticky === undefined) return target
    const worker = member === undefined ? memberFor(target, sticky as string) : memberNamed(target, member)
    return (
      (worker && roster.target(worker.name)) ?? `${member} does not serve ${name}; ${roster.describeMembers(target)}`
    )
  }

  /** A client that says the same again has lost its connection, and has it again. */
  #isRepeat(id: string, request: number): boolean {
    const { clients, absences, port, counters } = this.#options
    const client = clients.get(id)
    if (!client) return false
    if (client.awayUntil !== undefined) absences.returned(client)
    const kept = client.kept?.get(request)
    const open = client.open.get(request)
    if (kept) port.send(id, kept, undefined)
    else if (open?.rules?.isQuiet) port.send(id, { kind: 'accepted', id: request }, undefined)
    else if (!open) return false
    counters.repeats++
    return true
  }

  /** @returns the task, or undefined where it was refused */
  #accept(client: string, record: RequestRecord, target: TargetState, now: number, parent?: Task): Task | undefined {
    const { clients, queue, open, counters, dispatch, port, watches } = this.#options
    const asking = clients.open(client)
    const task = newTask(asking, record, target.name, now)
    const place = dispatch.placeAtOnce(target, task)
    const full = place ? undefined : queue.accept(task)
    if (full !== undefined) {
      clients.forgetIdle(asking)
      this.#overloaded(client, record, target, full)
      return undefined
    }
    open.add(task)
    counters.accepted++
    if (place) {
      dispatch.giveOut(task, place, now)
      return task
    }
    if (parent) this.#nest(task, parent, now)
    if (task.rules?.isQuiet) port.send(client, { kind: 'accepted', id: task.id }, undefined)
    watches.setExpiry(task, now)
    // Where it is not its turn, nobody has room for what is before it: whoever gets some looks for what waits.
    const next = queue.next(target.name)
    if (next === task || (next && queue.beside(next) === task)) dispatch.serve(target, now)
    return task
  }

  #nest(task: Task, parent: Task, now: number): void {
    nest(task, parent)
    if (parent.worker) this.#options.dispatch.slotToLend(parent.worker, now)
  }

  #acceptNested(client: string, record: RequestRecord, target: TargetState, parent: Task, now: number): void {
    const task = this.#accept(client, record, target, now, parent)
    if (!task) return
    const path = this.#cycleOf(task)
    if (path) this.#endInCycle(task, path, now)
    else if (depthOf(task) > depthMax) this.#endTooDeep(task, now)
  }

  #cycleOf(task: Task): readonly string[] | undefined {
    return isRunning(task) ? undefined : cycleOf(task, this.#options)
  }

  #endTooDeep(task: Task, now: number): void {
    const path = pathOf(task)
    const message = `${depthMax} handlers in a chain ask for each other: ${path.slice(-10).join(' → ')}; let one of them answer without asking`
    this.#options.settlement.abandon(task, 'request-cycle', message, now, { path })
  }

  #endInCycle(task: Task, path: readonly string[], now: number): void {
    const message = `all that could serve the request wait for it: ${path.join(' → ')}; give the target more concurrency, ask something else, or, where requests wait for their turn by key, by another key`
    this.#options.settlement.abandon(task, 'request-cycle', message, now, { path })
  }

  /** The task whose handler asks: one that lives, and that the asking peer holds. */
  #parentOf(client: string, lease: number): Task | undefined {
    const parent = this.#options.leases.get(lease)
    return parent?.state === 'leased' && parent.lane?.id === peerOf(client) ? parent : undefined
  }

  #overloaded(client: string, { id }: RequestRecord, { name, pace }: TargetState, full: string): void {
    const { queue, settlement } = this.#options
    settlement.refuse(client, id, 'overloaded', full, { retryAfterMs: pace.retryAfterMs(queue.waiting(name)) })
  }

  #refuse(client: string, { id }: RequestRecord, code: FailureCode, message: string): void {
    this.#options.settlement.refuse(client, id, code, message)
  }
}
