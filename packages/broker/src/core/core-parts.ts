/** What a core is put together from: each part knows those before it, and hears of those behind it by a callback. */
import { Absences } from './clients/absences.js'
import { Clients } from './clients/clients.js'
import { OpenRequests } from './clients/open-requests.js'
import type { BrokerCoreOptions } from './core-options.js'
import { type Counters, newCounters } from './counters.js'
import { DueWork } from './due-work.js'
import { Digest } from './leases/digest.js'
import { Dispatch } from './leases/dispatch.js'
import { Leases } from './leases/leases.js'
import { RunTimes } from './leases/run-times.js'
import { Watches } from './leases/watches.js'
import type { TaskQueue } from './queue/task-queue.js'
import { Intake } from './requests/intake.js'
import { Losses } from './requests/losses.js'
import { Settlement } from './requests/settlement.js'
import { Streams } from './requests/streams.js'
import { Roster } from './workers/roster.js'

export interface CoreParts {
  readonly counters: Counters
  readonly queue: TaskQueue
  readonly roster: Roster
  readonly clients: Clients
  readonly open: OpenRequests
  readonly absences: Absences
  readonly watches: Watches
  readonly runTimes: RunTimes
  readonly leases: Leases
  readonly dispatch: Dispatch
  readonly settlement: Settlement
  readonly losses: Losses
  readonly intake: Intake
  readonly streams: Streams
  readonly due: DueWork
  readonly digest: Digest
  readonly resumeMs: number
}

export function coreParts(options: BrokerCoreOptions): CoreParts {
  const { clients: port, queue, firstLease, onIdle } = options
  const { hangGraceMs = 1000, resumeMs = 5000, heartbeatIntervalMs = 1000 } = options
  const clients = new Clients()
  const watches = new Watches()
  const runTimes = new RunTimes(watches, hangGraceMs)
  const state = {
    counters: newCounters(),
    queue,
    roster: new Roster(),
    clients,
    open: new OpenRequests(clients),
    absences: new Absences(),
    watches,
    runTimes,
    leases: new Leases(firstLease, (task, now) => runTimes.turnCame(task, now)),
  }
  const dispatch = new Dispatch(state)
  const settlement = new Settlement({
    ...state,
    port,
    onIdle,
    dispatch,
    childEnded: (parent, now) => intake.checkChildren(parent, now),
    waitsAnew: (task, now) => intake.waitsAnew(task, now),
    movesOn: (task) => intake.movesOn(task),
  })
  const serving = { ...state, port, dispatch, settlement }
  const intake: Intake = new Intake(serving)
  return {
    ...serving,
    intake,
    losses: new Losses(serving),
    streams: new Streams(serving),
    due: new DueWork(serving),
    digest: new Digest(heartbeatIntervalMs),
    resumeMs,
  }
}
