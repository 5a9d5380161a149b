/**
 * Runs tasks with their handlers. Each task that comes in gets exactly one outcome; a handler that does not return
 * keeps its worker busy and nobody else.
 */
import {
  isThenable,
  type InterimRecord,
  Numbered,
  type OutcomeRecord,
  type ProtocolLimits,
  type StartWriter,
  type TaskRecord,
} from '@errand/protocol'
import type { Clock } from '@errand/timing'
import type { Prefetch } from './core/prefetch.js'
import type { Handler } from './handler.js'
import { Overruns, type SlotPolicy } from './overruns.js'
import { RunningTask } from './running-task.js'
import { type NestedRequester, RunningContext, type TaskSurroundings } from './task-context.js'
import { closedBeforeStart, givenUp, ranTooLong } from './task-failures.js'
import { TaskHandlers } from './task-handlers.js'
import { TaskPump } from './task-pump.js'
import { UnheedingHandlers } from './unheeding-handlers.js'
import type { ResolvedWorkerOptions } from './worker-options.js'

export interface TaskRunnerPorts {
  readonly clock: Clock
  readonly limits: ProtocolLimits
  /** By which handlers ask others, as it is when they ask. */
  readonly requester: () => NestedRequester
  readonly prefetch: Prefetch
  readonly slotPolicy: SlotPolicy
  /** The outcome of a task leaves. */
  settled(outcome: OutcomeRecord): void
  /** A handler says something before its answer. */
  said(record: InterimRecord): void
  /** Where it is noted which handlers were called, and have ended. */
  readonly startLog?: StartWriter
  /** The first of a burst of tasks begins. */
  becameBusy?(): void
  /** All tasks have had their outcomes. */
  becameIdle?(): void
  /** The prefetch has changed. */
  slotsChanged(slots: number): void
}

export class TaskRunner {
  readonly #ports: TaskRunnerPorts
  readonly #surroundings: TaskSurroundings
  readonly #handlers: TaskHandlers
  readonly #pump: TaskPump
  /** Tasks that are owed an outcome. */
  readonly #held = new Numbered<RunningTask>()
  readonly #overruns: Overruns
  readonly #unheeding: UnheedingHandlers
  readonly #idleWaiters: (() => void)[] = []
  #isStopping = false
  #lastTask = 0

  constructor(options: ResolvedWorkerOptions, ports: TaskRunnerPorts) {
    this.#ports = ports
    this.#surroundings = {
      requester: ports.requester,
      clock: ports.clock,
      log: options.log,
      prepare: (kind, task, value) => this.#handlers.interimOf(task, kind, value),
      say: (kind, task, value) => this.#say(kind, task, value),
      waits: (worker, isWaiting) => this.#pump.waits(worker, isWaiting),
    }
    this.#handlers = new TaskHandlers(options, ports.limits)
    const { concurrency, lendSlots } = options
    this.#pump = new TaskPump({
      clock: ports.clock,
      concurrency,
      lendSlots,
      start: (running, now) => this.#start(running, now),
    })
    this.#unheeding = new UnheedingHandlers(options.log)
    this.#overruns = new Overruns({
      clock: ports.clock,
      slotPolicy: ports.slotPolicy,
      runTimeoutMs: options.runTimeoutMs,
      abandonAfterMs: options.abandonAfterMs,
      timedOut: (running) => this.#timeOut(running),
      unheeded: (running) => this.#abandon(running),
    })
  }

  /** Tasks that are owed an outcome. */
  get assigned(): number {
    return this.#held.size
  }

  /** Their ids. */
  get held(): readonly number[] {
    return this.#held.toArray().map(({ task }) => task.id)
  }

  /** The newest task that came since the last `forget`; 0 for none. */
  get lastTask(): number {
    return this.#lastTask
  }

  accept(task: TaskRecord): void {
    this.#lastTask = task.id
    if (this.#isStopping) return this.#ports.settled(closedBeforeStart(task))
    if (this.#held.size === 0) this.#ports.becameBusy?.()
    const running = new RunningTask(task, this.#ports.clock.now())
    this.#held.add(task.id, running)
    this.#pump.add(running)
  }

  /** The reader of a stream takes more of it. */
  pulled(id: number, chunks: number): void {
    const running = this.#held.get(id)
    if (running?.context) running.context.granted(chunks)
    else if (running) running.granted += chunks
  }

  /** Nobody waits for this task: it is not started, or its signal is aborted. */
  cancel(id: number): void {
    const running = this.#held.get(id)
    if (!running || running.isCancelled) return
    running.isCancelled = true
    if (!running.context) return
    running.context.abort(new DOMException('the request was taken back, or its deadline passed', 'AbortError'))
    this.#overruns.aborted(running)
  }

  /** Starts nothing more, aborts the signals of what runs, and resolves when all of it has ended. */
  stop(): Promise<void> {
    this.#isStopping = true
    const reason = new DOMException('the worker is stopping', 'AbortError')
    for (const { task } of this.#pump.clear()) this.#settle(closedBeforeStart(task))
    for (const { context } of this.#held) context?.abort(reason)
    if (this.#isIdle) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  /** Nobody is there any more for the outcomes of what is in hand: it ends without. */
  forget(): void {
    const reason = new DOMException('the connection to the broker ended', 'AbortError')
    const forgotten = this.#held.toArray()
    this.#pump.clear()
    for (const { task } of forgotten) this.#held.delete(task.id)
    this.#lastTask = 0
    for (const running of forgotten) {
      if (!running.context) continue
      running.stage = 'answered'
      running.context.abort(reason)
      this.#overruns.aborted(running)
    }
    if (forgotten.length > 0) this.#ports.becameIdle?.()
    this.#tellIdle()
  }

  #start(running: RunningTask, now: number): void {
    const refusal = this.#handlers.refusalOf(running, now)
    if (refusal) return this.#end(running, refusal)
    const input = this.#handlers.inputOf(running.task)
    if (input.fault) return this.#end(running, input.fault)
    this.#call(running, input.value, now)
  }

  #call(running: RunningTask, input: unknown, now: number): void {
    const { task } = running
    const context = new RunningContext(running, this.#surroundings)
    running.context = context
    running.startedAt = now
    running.stage = 'running'
    this.#overruns.started(running)
    running.start = this.#ports.startLog?.started(task.id)
    try {
      const result = (this.#handlers.of(task) as Handler)(input, context)
      if (result instanceof Promise || isThenable(result) || context.hasRest) void this.#await(running, context, result)
      else this.#end(running, this.#handlers.returned(task, result))
    } catch (error) {
      this.#end(running, this.#handlers.threw(task, error))
    }
  }

  async #await(running: RunningTask, context: RunningContext, result: unknown): Promise<void> {
    let outcome: OutcomeRecord
    try {
      const value = await result
      if (context.hasRest) await context.rest()
      outcome = this.#handlers.returned(running.task, value)
    } catch (error) {
      outcome = this.#handlers.threw(running.task, error)
    }
    this.#end(running, outcome)
  }

  #timeOut(running: RunningTask): void {
    const isGivenUp = this.#ports.slotPolicy === 'give-up'
    running.stage = isGivenUp ? 'answered' : 'late'
    running.context?.abort(new DOMException('the handler ran as long as it may', 'TimeoutError'))
    this.#overruns.aborted(running)
    if (isGivenUp) this.#settle(ranTooLong(running.task))
  }

  #abandon(running: RunningTask): void {
    const { task, deadlineAt } = running
    if (running.stage === 'running') this.#settle(givenUp(task, deadlineAt <= this.#ports.clock.now()))
    running.stage = 'abandoned'
    this.#unheeding.add(task)
    this.#leave(running)
  }

  /** The handler has settled, or was not called at all. */
  #end(running: RunningTask, outcome: OutcomeRecord): void {
    if (running.start !== undefined) this.#ports.startLog?.ended(running.start)
    if (running.stage === 'abandoned') return
    this.#overruns.settled(running)
    if (running.stage === 'late') this.#settle(ranTooLong(running.task))
    else if (running.stage !== 'answered') this.#settle(outcome)
    this.#leave(running)
  }

  /** It leaves its slot to the next. */
  #leave({ task, context, startedAt }: RunningTask): void {
    context?.leave()
    this.#pump.ended(task.worker)
    this.#tellIdle()
    const { prefetch, clock } = this.#ports
    if (context && prefetch.observe(clock.now() - startedAt)) this.#ports.slotsChanged(prefetch.slots)
    this.#pump.goOn()
  }

  /** @throws ProtocolError where the value cannot be carried */
  #say(kind: InterimRecord['kind'], task: TaskRecord, value: unknown): void {
    this.#ports.said(this.#handlers.said(task, kind, value))
  }

  #settle(outcome: OutcomeRecord): void {
    this.#held.delete(outcome.id)
    this.#ports.settled(outcome)
    if (this.#held.size === 0) this.#ports.becameIdle?.()
  }

  /** Handlers may still run whose tasks have had their outcomes. */
  get #isIdle(): boolean {
    return this.#held.size === 0 && this.#pump.running === 0
  }

  #tellIdle(): void {
    if (this.#isIdle) for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}
