/** Ends requests: each once, with one outcome, and with it what its handler asked for and nobody waits for any more. */
import type { FailureCode, FailureDetail, OutcomeRecord } from '@errand/protocol'
import type { Clients } from '../clients/clients.js'
import type { OpenRequests } from '../clients/open-requests.js'
import { type Counters, countOutcome } from '../counters.js'
import type { Dispatch } from '../leases/dispatch.js'
import type { RunTimes } from '../leases/run-times.js'
import type { Watches } from '../leases/watches.js'
import type { TaskQueue } from '../queue/task-queue.js'
import { failureOf } from './failure-outcome.js'
import { KeptOutcomes } from '../state/kept-outcomes.js'
import { leaveParent, releaseChildren } from '../state/nesting.js'
import type { ClientPort } from '../state/ports.js'
import type { Task } from '../state/state.js'
import { attemptsOf } from '../state/task.js'

export interface SettlementOptions {
  readonly port: ClientPort
  readonly queue: TaskQueue
  readonly clients: Clients
  readonly open: OpenRequests
  readonly watches: Watches
  readonly runTimes: RunTimes
  readonly counters: Counters
  readonly onIdle: (() => void) | undefined
  readonly dispatch: Dispatch
  /** Whether a task waits for another target now, since nobody serves its own. */
  readonly movesOn: (task: Task) => boolean
  /** One of the requests that a handler waits for has ended. */
  readonly childEnded: (parent: Task, now: number) => void
  /** It waits for others than before. */
  readonly waitsAnew: (task: Task, now: number) => void
}

type Detail = Omit<FailureDetail, 'message'>

export class Settlement {
  readonly #options: SettlementOptions
  readonly #orphans: Task[] = []
  /** Targets for which something may be given out that could not before. */
  readonly #unblocked = new Set<string>()
  /** Tasks that wait for others than before, by what was settled. */
  readonly #waitAnew: Task[] = []
  #isSettling = false

  constructor(options: SettlementOptions) {
    this.#options = options
  }

  /** Ends a request from this side. A worker that has it is told, and keeps its slot until it answers. */
  abandon(task: Task, code: FailureCode, message: string, now: number, more?: Detail): void {
    const { queue, watches, runTimes } = this.#options
    watches.clear(task)
    if (task.state === 'queued' || task.state === 'keyed') queue.drop(task)
    else task.lane?.port.send({ kind: 'cancel', id: task.lease })
    runTimes.isToEnd(task, now)
    this.fail(task, code, message, now, more)
  }

  /** The same for many: as they end, none of the others is given out. */
  abandonAll(tasks: readonly Task[], code: FailureCode, message: string, now: number): void {
    this.together(now, () => {
      for (const task of tasks) if (task.state !== 'ended') this.abandon(task, code, message, now)
    })
  }

  /** Settles many at once: nothing is given out before all of it is done, or what is put back late would come out of its order. */
  together(now: number, settle: () => void): void {
    if (this.#isSettling) return settle()
    this.#isSettling = true
    settle()
    this.#cancelOrphans(now)
  }

  fail(task: Task, code: FailureCode, message: string, now: number, more?: Detail): void {
    task.endedBy = code
    // What was never given out has certainly not run.
    const outcome = failureOf(task.id, code, message, { mayHaveRun: task.attempt > 0, ...more })
    this.finish(task, outcome, task.worker?.name, now)
  }

  finish(task: Task, outcome: OutcomeRecord, worker: string | undefined, now: number): void {
    const { open, counters, onIdle } = this.#options
    open.remove(task)
    task.state = 'ended'
    task.body = ''
    if (task.lease === 0) this.#passTurn(task)
    countOutcome(counters, outcome)
    this.#tell(task, outcome, worker, now)
    this.#leaveParent(task, now)
    // A handler that has answered needs no answers; one that has not cannot use them.
    if (outcome.kind === 'reply') this.#release(task, now)
    else this.orphan(task, now)
    this.#settled(now)
    if (open.size === 0) onIdle?.()
  }

  /** It has ended, and no worker has it any more: another with the same key has its turn. */
  letGo(task: Task, now: number): void {
    this.#passTurn(task)
    this.#settled(now)
  }

  /** What was given out waits again: part of what is settled together. */
  waitsAgain(task: Task): void {
    this.#options.queue.retry(task)
    this.#waitAnew.push(task)
  }

  /** Ends what waits for a target that nobody serves, or will serve for a while; some of it may wait for another. */
  failWaiting(target: string, code: FailureCode, message: string, now: number): void {
    const { queue, movesOn } = this.#options
    this.together(now, () => {
      for (let task = queue.next(target); task; task = queue.next(target)) {
        queue.take(task)
        if (movesOn(task)) this.#unblocked.add(task.target)
        else this.fail(task, code, message, now)
      }
    })
  }

  /** Cancels what a handler asked for. */
  orphan(task: Task, now: number): void {
    const children = releaseChildren(task)
    if (children.length === 0) return
    this.#orphans.push(...children)
    this.#noteUnblocked(task, children)
    if (!this.#isSettling) this.#cancelOrphans(now)
  }

  /** Ends a request that was not taken in. */
  refuse(client: string, id: number, code: FailureCode, message: string, more?: Detail): void {
    const { counters, port } = this.#options
    const outcome = failureOf(id, code, message, more)
    counters.refused++
    countOutcome(counters, outcome)
    port.send(client, outcome, undefined)
  }

  /** Of a long chain each link is cancelled in its turn, and not inside of the one before. */
  #cancelOrphans(now: number): void {
    this.#isSettling = true
    for (let child = this.#orphans.pop(); child; child = this.#orphans.pop())
      if (child.state !== 'ended') this.abandon(child, 'cancelled', 'the task that asked for it has ended', now)
    this.#isSettling = false
    this.#settled(now)
  }

  #settled(now: number): void {
    this.#serveUnblocked(now)
    if (this.#isSettling) return
    for (let task = this.#waitAnew.pop(); task; task = this.#waitAnew.pop()) this.#options.waitsAnew(task, now)
  }

  #passTurn(task: Task): void {
    if (task.rules?.key === undefined) return
    const next = this.#options.queue.ended(task)
    if (!next) return
    this.#unblocked.add(task.target)
    this.#waitAnew.push(next)
  }

  #tell(task: Task, outcome: OutcomeRecord, worker: string | undefined, now: number): void {
    const { clients, port } = this.#options
    const { client } = task
    const isQuiet = task.rules?.isQuiet ?? false
    const isGivenUp = client.awayUntil !== undefined && client.awayUntil <= now
    // Nested requests are not sent again: who asked for them is gone with its connection.
    if (attemptsOf(task) > 1 && !task.isNested && !isGivenUp)
      (client.kept ??= new KeptOutcomes()).add(isQuiet ? { kind: 'accepted', id: task.id } : outcome)
    if (client.awayUntil === undefined && !isQuiet) port.send(client.id, outcome, worker)
    clients.forgetIdle(client)
  }

  #leaveParent(task: Task, now: number): void {
    const parent = leaveParent(task)
    if (!parent) return
    this.#noteUnblocked(parent, [task])
    this.#serveUnblocked(now)
    this.#options.childEnded(parent, now)
  }

  /** It has replied without waiting for them: they go on. */
  #release(task: Task, now: number): void {
    const children = releaseChildren(task)
    if (children.length === 0) return
    this.#noteUnblocked(task, children)
    this.#serveUnblocked(now)
  }

  /** Where a handler waits for less, what others asked for may be put behind it, and where that waited, what is behind it. */
  #noteUnblocked({ worker }: Task, children: readonly Task[]): void {
    for (const { target } of children) this.#unblocked.add(target)
    for (const { name } of worker?.targets ?? []) this.#unblocked.add(name)
  }

  #serveUnblocked(now: number): void {
    // What is about to be cancelled is not given out first.
    if (this.#isSettling) return
    if (this.#unblocked.size === 0) return
    const { dispatch } = this.#options
    const names = [...this.#unblocked]
    this.#unblocked.clear()
    for (const name of names)
      if (!dispatch.isServed(name)) this.failWaiting(name, 'worker-lost', `nobody serves ${name} any more`, now)
    dispatch.serveAll(names, now)
  }
}
