/** The handlers of a worker: which one a task is for, what it is given, and what is made of what it returns. */
import { isTaskFault } from '@errand/contract'
import type { InterimRecord, OutcomeRecord, ProtocolLimits, TaskRecord } from '@errand/protocol'
import type { Handler } from './handler.js'
import type { RunningTask } from './running-task.js'
import { cancelledBeforeStart, expiredBeforeStart, lateBeforeStart, withoutHandler } from './task-failures.js'
import { failureRecord, replyRecord, thrownRecord } from './task-outcome.js'
import type { ResolvedWorkerOptions } from './worker-options.js'

/** What the client sent, or the failure of a task whose body cannot be read. */
type Input = { readonly value: unknown; readonly fault?: undefined } | { readonly fault: OutcomeRecord }

export class TaskHandlers {
  readonly #options: ResolvedWorkerOptions
  readonly #limits: ProtocolLimits

  constructor(options: ResolvedWorkerOptions, limits: ProtocolLimits) {
    this.#options = options
    this.#limits = limits
  }

  /** Why a task is not started at all. */
  refusalOf(running: RunningTask, now: number): OutcomeRecord | undefined {
    const { task } = running
    if (running.isCancelled) return cancelledBeforeStart(task)
    if (running.deadlineAt <= now) return lateBeforeStart(task)
    if (running.hasExpired(now)) return expiredBeforeStart(task)
    return this.of(task) ? undefined : withoutHandler(task)
  }

  of({ worker, target }: TaskRecord): Handler | undefined {
    return this.#options.services.get(target) ?? (target === worker ? this.#options.handler : undefined)
  }

  inputOf(task: TaskRecord): Input {
    try {
      return { value: this.#options.codecs.decode(task) }
    } catch (error) {
      const message = `${task.worker} cannot read the request: ${String(error)}`
      return { fault: failureRecord(task.id, 'bad-request', { message }) }
    }
  }

  /** What a handler says before it answers, as its contract would have it. */
  interimOf({ target, method = '' }: TaskRecord, kind: InterimRecord['kind'], value: unknown): unknown {
    const contract = this.#options.contracts.get(target)
    return contract ? contract.encodeInterim(value, kind, method) : value
  }

  /** The record of that. @throws ProtocolError where the value cannot be carried */
  said({ id }: TaskRecord, kind: InterimRecord['kind'], value: unknown): InterimRecord {
    return { kind, id, metadata: '', ...this.#options.codecs.encode(value) }
  }

  returned({ id }: TaskRecord, result: unknown): OutcomeRecord {
    return replyRecord(id, result, this.#options.codecs, this.#limits)
  }

  threw({ id }: TaskRecord, thrown: unknown): OutcomeRecord {
    // What keeps a task of a contract from its handler is none of the handler's errors.
    if (isTaskFault(thrown)) return failureRecord(id, thrown.code, thrown.detail)
    return thrownRecord(id, thrown, this.#options.sendStacks)
  }
}
