/**
 * Where accepted requests wait. The core talks to it by accept, pull, and the ends of a lease: done, retry, dead.
 * This one is memory; one with a journal, or an existing distributed engine, fits behind the same interface.
 */
import { FairLine } from './fair-line.js'
import type { Task } from '../state/state.js'

export interface TaskQueue {
  /** @returns which limit is reached, in words, where the task was not taken */
  accept(task: Task): string | undefined
  /** The waiting task for the target that is pulled next. */
  next(target: string): Task | undefined
  /** Takes it: it is leased from now on. */
  pull(target: string): Task | undefined
  /** Tasks that wait for the target. */
  waiting(target: string): number
  /** A waiting task is no longer wanted. */
  drop(task: Task): void
  /** The lease ended with an outcome. */
  done(task: Task): void
  /** The lease was lost, or the time of the next attempt has come: the task waits again, ahead of the others. */
  retry(task: Task): void
  /** The lease was lost for the last time. */
  dead(task: Task): void
  readonly queued: number
  readonly queuedBytes: number
}

export interface QueueLimits {
  /**
   * Requests that wait for one target. Minimum 1.
   * @default 100000
   */
  readonly queuedPerTargetMax: number
  /**
   * Bytes of bodies that wait for one target. Minimum 1.
   * @default 268435456 (256 MiB)
   */
  readonly queuedBytesPerTargetMax: number
  /**
   * Requests of one client that wait, for all targets together. Minimum 1.
   * @default 100000
   */
  readonly queuedPerClientMax: number
  /**
   * Bytes of bodies of one client that wait. Minimum 1.
   * @default 268435456 (256 MiB)
   */
  readonly queuedBytesPerClientMax: number
  /**
   * Bytes of bodies that wait, for all targets together. Minimum 1.
   * @default 536870912 (512 MiB)
   */
  readonly queuedBytesMax: number
}

export const standardQueueLimits: QueueLimits = {
  queuedPerTargetMax: 100_000,
  queuedBytesPerTargetMax: 256 * 1024 * 1024,
  queuedPerClientMax: 100_000,
  queuedBytesPerClientMax: 256 * 1024 * 1024,
  queuedBytesMax: 512 * 1024 * 1024,
}

class MemoryQueue implements TaskQueue {
  readonly #limits: QueueLimits
  readonly #targets = new Map<string, FairLine>()
  #queued = 0
  #queuedBytes = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get queued(): number {
    return this.#queued
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  accept(task: Task): string | undefined {
    const line = this.#targets.get(task.target)
    const full = this.#faultOf(task, line)
    if (full !== undefined) return full
    this.#lineOf(task.target, line).push(task)
    this.#count(task, 1)
    return undefined
  }

  next(target: string): Task | undefined {
    return this.#targets.get(target)?.first()
  }

  pull(target: string): Task | undefined {
    const task = this.#targets.get(target)?.shift()
    if (!task) {
      // Whoever asks in vain asks for the last time: names come and go.
      this.#targets.delete(target)
      return undefined
    }
    task.state = 'leased'
    this.#count(task, -1)
    return task
  }

  waiting(target: string): number {
    return this.#targets.get(target)?.size ?? 0
  }

  drop(task: Task): void {
    const line = this.#targets.get(task.target)
    if (!line) return
    line.drop(task)
    this.#count(task, -1)
  }

  done(_task: Task): void {}

  retry(task: Task): void {
    task.state = 'queued'
    this.#lineOf(task.target, this.#targets.get(task.target)).pushFront(task)
    this.#count(task, 1)
  }

  dead(_task: Task): void {}

  #faultOf({ bytes, client, target }: Task, line: FairLine | undefined): string | undefined {
    const limits = this.#limits
    const { flow } = client
    if ((line?.size ?? 0) >= limits.queuedPerTargetMax)
      return `${limits.queuedPerTargetMax} requests wait for ${target}`
    if (flow.queued >= limits.queuedPerClientMax) return `${limits.queuedPerClientMax} requests of this client wait`
    if ((line?.bytes ?? 0) + bytes > limits.queuedBytesPerTargetMax)
      return `no more than ${limits.queuedBytesPerTargetMax} bytes may wait for ${target}`
    if (flow.queuedBytes + bytes > limits.queuedBytesPerClientMax)
      return `no more than ${limits.queuedBytesPerClientMax} bytes of one client may wait`
    if (this.#queuedBytes + bytes > limits.queuedBytesMax) return `no more than ${limits.queuedBytesMax} bytes may wait`
    return undefined
  }

  #lineOf(target: string, known: FairLine | undefined): FairLine {
    if (known) return known
    const line = new FairLine()
    this.#targets.set(target, line)
    return line
  }

  #count(task: Task, sign: 1 | -1): void {
    const { flow } = task.client
    const bytes = sign * task.bytes
    this.#queued += sign
    this.#queuedBytes += bytes
    flow.queued += sign
    flow.queuedBytes += bytes
  }
}

export function memoryQueue(limits: QueueLimits): TaskQueue {
  return new MemoryQueue(limits)
}
