/**
 * Runs tasks with their handlers. Each task that comes in gets exactly one outcome; a handler that does not return
 * keeps its worker busy and nobody else.
 */
import { type OutcomeRecord, type ProtocolLimits, type TaskRecord } from '@errand/protocol'
import type { Requester } from '@errand/requests'
import type { Clock } from '@errand/timing'
import type { Prefetch } from './core/prefetch.js'
import { type RunQueue, runQueue } from './core/run-queue.js'
import type { Handler } from './handler.js'
import { RunningContext, type TaskSurroundings } from './task-context.js'
import { failureRecord, replyRecord, thrownRecord } from './task-outcome.js'
import type { ResolvedWorkerOptions } from './worker-options.js'

export interface TaskRunnerPorts {
  readonly clock: Clock
  readonly limits: ProtocolLimits
  readonly requester: Requester
  readonly prefetch: Prefetch
  /** The outcome of a task leaves. */
  settled(outcome: OutcomeRecord): void
  /** The first of a burst of tasks begins. */
  becameBusy?(): void
  /** Nothing runs and nothing waits. */
  becameIdle?(): void
  /** The prefetch has changed. */
  slotsChanged(slots: number): void
}

/** Handlers that finish at once get so long before sockets and timers have their turn. */
const turnMsMax = 2

interface Assigned {
  readonly task: TaskRecord
  readonly receivedAt: number
  context: RunningContext | undefined
}

export class TaskRunner {
  readonly #options: ResolvedWorkerOptions
  readonly #ports: TaskRunnerPorts
  readonly #surroundings: TaskSurroundings
  readonly #queue: RunQueue<Assigned>
  readonly #assigned = new Map<number, Assigned>()
  /** Tasks that were taken back before they started. */
  readonly #cancelled = new Set<number>()
  readonly #idleWaiters: (() => void)[] = []
  /** When this turn of the event loop has had enough of handlers; undefined between turns. */
  #turnEndsAt: number | undefined
  #isPumping = false
  #isStopping = false

  constructor(options: ResolvedWorkerOptions, ports: TaskRunnerPorts) {
    this.#options = options
    this.#ports = ports
    this.#surroundings = { requester: ports.requester, clock: ports.clock, log: options.log }
    this.#queue = runQueue(options.concurrency)
  }

  /** Tasks in hand. */
  get assigned(): number {
    return this.#assigned.size
  }

  accept(task: TaskRecord): void {
    if (this.#isStopping)
      return this.#ports.settled(
        failureRecord(task.id, 'closed', { message: `${task.worker} is stopping`, mayHaveRun: false }),
      )
    if (this.#assigned.size === 0) this.#ports.becameBusy?.()
    const assigned: Assigned = { task, receivedAt: this.#ports.clock.now(), context: undefined }
    this.#assigned.set(task.id, assigned)
    this.#queue.add(task.worker, assigned)
    if (this.#isPumping) return
    this.#isPumping = true
    // The other tasks of the same packet are added before the first one runs.
    queueMicrotask(() => this.#pump())
  }

  /** Nobody waits for this task: it is not started, or its signal is aborted. */
  cancel(id: number): void {
    const reason = new DOMException('the request was taken back, or its deadline passed', 'AbortError')
    const assigned = this.#assigned.get(id)
    if (assigned?.context) assigned.context.abort(reason)
    else if (assigned) this.#cancelled.add(id)
  }

  /** Starts nothing more, aborts the signals of what runs, and resolves when all of it has ended. */
  stop(): Promise<void> {
    this.#isStopping = true
    const reason = new DOMException('the worker is stopping', 'AbortError')
    for (const { task } of this.#queue.clear()) {
      this.#settle(
        failureRecord(task.id, 'closed', {
          message: `${task.worker} stopped before it started the task`,
          mayHaveRun: false,
        }),
      )
    }
    for (const { context } of this.#assigned.values()) context?.abort(reason)
    if (this.#assigned.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  #pump(): void {
    const turnEndsAt = this.#turnEnd()
    for (let next = this.#queue.next(); next; next = this.#queue.next()) {
      this.#start(next.worker, next.item)
      if (this.#ports.clock.now() < turnEndsAt) continue
      setImmediate(() => this.#pump())
      return
    }
    this.#isPumping = false
  }

  /** Handlers that end in microtasks would follow each other in one turn for ever: the turn's end counts for all of them. */
  #turnEnd(): number {
    if (this.#turnEndsAt === undefined) {
      this.#turnEndsAt = this.#ports.clock.now() + turnMsMax
      setImmediate(() => {
        this.#turnEndsAt = undefined
      })
    }
    return this.#turnEndsAt
  }

  #start(worker: string, assigned: Assigned): void {
    const { task } = assigned
    const startedAt = this.#ports.clock.now()
    const deadlineAt = assigned.receivedAt + task.deadlineMs
    const refusal = this.#refusalOf(task, deadlineAt, startedAt)
    if (refusal) return this.#end(worker, refusal)
    const context = new RunningContext(task, deadlineAt, this.#surroundings)
    assigned.context = context
    const input = this.#inputOf(task)
    if (input.fault) return this.#end(worker, input.fault)
    try {
      const handler = this.#handlerOf(task) as Handler
      const result = handler(input.value, context)
      if (result instanceof Promise || isThenable(result)) void this.#await(worker, startedAt, task, result)
      else this.#end(worker, this.#reply(task, result), startedAt)
    } catch (error) {
      this.#end(worker, thrownRecord(task.id, error, this.#options.sendStacks), startedAt)
    }
  }

  async #await(worker: string, startedAt: number, task: TaskRecord, result: PromiseLike<unknown>): Promise<void> {
    let outcome: OutcomeRecord
    try {
      outcome = this.#reply(task, await result)
    } catch (error) {
      outcome = thrownRecord(task.id, error, this.#options.sendStacks)
    }
    this.#end(worker, outcome, startedAt)
  }

  #reply(task: TaskRecord, result: unknown): OutcomeRecord {
    return replyRecord(task.id, result, this.#options.codecs, this.#ports.limits)
  }

  /** What the client sent, or the failure of a task whose body cannot be read: its handler has not run then. */
  #inputOf(task: TaskRecord): { readonly value: unknown; readonly fault?: OutcomeRecord } {
    try {
      return { value: this.#options.codecs.decode(task) }
    } catch (error) {
      const message = `${task.worker} cannot read the request: ${String(error)}`
      return { value: undefined, fault: failureRecord(task.id, 'bad-request', { message }) }
    }
  }

  #handlerOf({ worker, target }: TaskRecord): Handler | undefined {
    return this.#options.services.get(target) ?? (target === worker ? this.#options.handler : undefined)
  }

  /** Why a task is not started at all. */
  #refusalOf(task: TaskRecord, deadlineAt: number, now: number): OutcomeRecord | undefined {
    if (this.#cancelled.delete(task.id))
      return failureRecord(task.id, 'cancelled', { message: 'taken back before it started', mayHaveRun: false })
    if (deadlineAt <= now)
      return failureRecord(task.id, 'deadline', {
        message: `the deadline passed before ${task.worker} started the task`,
        mayHaveRun: false,
      })
    if (this.#handlerOf(task)) return undefined
    return failureRecord(task.id, 'unknown-target', { message: `${task.worker} has no handler for ${task.target}` })
  }

  /** @param startedAt when its handler was called; undefined where it was not */
  #end(worker: string, outcome: OutcomeRecord, startedAt?: number): void {
    this.#queue.ended(worker)
    this.#settle(outcome)
    if (startedAt !== undefined) this.#observe(this.#ports.clock.now() - startedAt)
    if (this.#isPumping || this.#queue.waiting === 0) return
    this.#isPumping = true
    this.#pump()
  }

  #observe(durationMs: number): void {
    const { prefetch } = this.#ports
    if (prefetch.observe(durationMs)) this.#ports.slotsChanged(prefetch.slots)
  }

  #settle(outcome: OutcomeRecord): void {
    this.#assigned.delete(outcome.id)
    this.#ports.settled(outcome)
    if (this.#assigned.size > 0) return
    this.#ports.becameIdle?.()
    for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
