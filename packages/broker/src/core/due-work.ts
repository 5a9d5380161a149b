/** What time brings: deadlines, next attempts, workers that do not let go, clients that do not come back. */
import type { Absences } from './clients/absences.js'
import type { Clients } from './clients/clients.js'
import type { OpenRequests } from './clients/open-requests.js'
import type { Dispatch } from './leases/dispatch.js'
import type { RunTimes } from './leases/run-times.js'
import type { Watches } from './leases/watches.js'
import type { Settlement } from './requests/settlement.js'
import type { ClientState, Task } from './state/state.js'
import type { Roster } from './workers/roster.js'

export interface DueWorkOptions {
  readonly clients: Clients
  readonly absences: Absences
  readonly open: OpenRequests
  readonly watches: Watches
  readonly runTimes: RunTimes
  readonly roster: Roster
  readonly dispatch: Dispatch
  readonly settlement: Settlement
}

export class DueWork {
  readonly #options: DueWorkOptions

  constructor(options: DueWorkOptions) {
    this.#options = options
  }

  /** When to come back. */
  next(): number | undefined {
    const { open, watches, absences } = this.#options
    return earliest(earliest(open.nextDeadline(), watches.next()), absences.next())
  }

  tick(now: number): void {
    const { open, watches, absences } = this.#options
    watches.woken(this.next() ?? now, now)
    for (let task = open.popDue(now); task; task = open.popDue(now)) this.#deadline(task, now)
    for (let task = watches.popDue(now); task; task = watches.popDue(now)) this.#watched(task, now)
    for (let client = absences.popDue(now); client; client = absences.popDue(now)) this.#giveUp(client, now)
  }

  #deadline(task: Task, now: number): void {
    const where = task.lease === 0 ? 'while it waited' : `while ${task.worker?.name} had it`
    this.#options.settlement.abandon(task, 'deadline', `the deadline passed ${where}`, now)
  }

  #watched(task: Task, now: number): void {
    const { settlement, watches, runTimes } = this.#options
    if (task.state === 'delayed') return this.#tryAgain(task, now)
    if (task.state !== 'leased' && task.state !== 'ended')
      return settlement.abandon(task, 'expired', 'it waited for as long as it was worth', now)
    if (!runTimes.isOver(task, now)) return
    if (task.state === 'leased')
      settlement.abandon(task, 'run-timeout', `${task.worker?.name} ran it longer than it may`, now)
    watches.clear(task)
    const { lease, worker, target, endedBy: reason = 'closed' } = task
    if (lease !== 0) task.lane?.port.overdue?.({ lease, worker: worker?.name ?? target, target, reason })
  }

  /** The pause before its next attempt is over. */
  #tryAgain(task: Task, now: number): void {
    const { roster, settlement, dispatch } = this.#options
    const target = roster.target(task.target)
    const bar = target && roster.barOf(target)
    if (bar) return settlement.fail(task, bar.code, bar.message, now, { mayHaveRun: true })
    if (!target) return settlement.fail(task, 'worker-lost', `nobody serves ${task.target} any more`, now)
    settlement.together(now, () => settlement.waitsAgain(task))
    dispatch.serve(target, now)
  }

  #giveUp(client: ClientState, now: number): void {
    const { settlement, clients } = this.#options
    for (const task of client.open)
      if (!task.rules?.isQuiet) settlement.abandon(task, 'cancelled', 'the client was gone for too long', now)
    client.kept = undefined
    clients.forget(client)
  }
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other < one) ? other : one
}
