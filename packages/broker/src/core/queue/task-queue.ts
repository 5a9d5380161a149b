/**
 * Where accepted requests wait. The core talks to it by accept, take, and the ends of a lease: retry, ended.
 * This one is memory; one with a journal, or an existing distributed engine, fits behind the same interface.
 */
import type { Task } from '../state/state.js'
import { bytesOf } from '../state/task.js'
import { KeyTurns } from './key-turns.js'
import { TargetLine } from './target-line.js'

export interface TaskQueue {
  /** @returns which limit is reached, in words, where the task was not taken */
  accept(task: Task): string | undefined
  /** The waiting task for the target whose turn it is. */
  next(target: string): Task | undefined
  /** The one to look at where nobody has a place for that one. */
  beside(task: Task): Task | undefined
  /** Takes one of those two: it is leased from now on. */
  take(task: Task): void
  /** Tasks that wait for the target, and could be given out. */
  waiting(target: string): number
  /** A waiting task is no longer wanted. */
  drop(task: Task): void
  /** The lease was lost, or the time of the next attempt has come: the task waits again, ahead of the others. */
  retry(task: Task): void
  /** Taken from one target, it waits for another. */
  move(task: Task, target: string): void
  /**
   * It has ended, and its worker has let go of it.
   * @returns the one with the same key whose turn it is now, which waits from here on
   */
  ended(task: Task): Task | undefined
  /** Of the task that waits for its turn: who has it. */
  holderBefore(task: Task): Task | undefined
  /** Of the task that has the turn of its key: who waits for that, next first. */
  behind(task: Task): Iterable<Task>
  /** Tasks that wait. */
  readonly queued: number
  /** Keys of which a task has the turn. */
  readonly keys: number
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

/** So many targets keep their lines when nothing waits: mostly the next request comes soon, and a line is several objects. */
const linesMax = 4096

class MemoryQueue implements TaskQueue {
  readonly #limits: QueueLimits
  readonly #targets = new Map<string, TargetLine>()
  readonly #turns = new KeyTurns()
  #queued = 0
  #queuedBytes = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get queued(): number {
    return this.#queued
  }

  get keys(): number {
    return this.#turns.size
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  accept(task: Task): string | undefined {
    const line = this.#targets.get(task.target)
    const full = this.#faultOf(task, line)
    if (full !== undefined) return full
    this.#enter(task, this.#lineOf(task.target, line))
    this.#count(task, 1)
    return undefined
  }

  next(target: string): Task | undefined {
    const line = this.#targets.get(target)
    // Whoever asks in vain may ask for the last time: names come and go.
    if (line?.all === 0 && this.#targets.size > linesMax) this.#targets.delete(target)
    return line?.first()
  }

  beside(task: Task): Task | undefined {
    return this.#targets.get(task.target)?.beside(task)
  }

  take(task: Task): void {
    this.#targets.get(task.target)?.take(task)
    task.state = 'leased'
    this.#count(task, -1)
  }

  waiting(target: string): number {
    return this.#targets.get(target)?.size ?? 0
  }

  drop(task: Task): void {
    const line = this.#targets.get(task.target)
    if (task.state === 'queued') line?.drop(task)
    // It is passed over when its turn comes.
    else line?.countApart(task, -1)
    this.#count(task, -1)
  }

  retry(task: Task): void {
    task.state = 'queued'
    this.#lineOf(task.target, this.#targets.get(task.target)).pushFront(task)
    this.#count(task, 1)
  }

  move(task: Task, target: string): void {
    this.ended(task)
    task.target = target
    task.state = 'queued'
    this.#enter(task, this.#lineOf(target, this.#targets.get(target)))
    this.#count(task, 1)
  }

  ended(task: Task): Task | undefined {
    const next = this.#turns.leave(task)
    if (!next) return undefined
    const line = this.#lineOf(next.target, this.#targets.get(next.target))
    line.countApart(next, -1)
    next.state = 'queued'
    line.push(next)
    return next
  }

  holderBefore(task: Task): Task | undefined {
    return this.#turns.holderBefore(task)
  }

  behind(task: Task): Iterable<Task> {
    return this.#turns.behind(task)
  }

  #enter(task: Task, line: TargetLine): void {
    if (this.#turns.enter(task)) return line.push(task)
    task.state = 'keyed'
    line.countApart(task, 1)
  }

  #faultOf(task: Task, line: TargetLine | undefined): string | undefined {
    const limits = this.#limits
    const { target, client } = task
    const { flow } = client
    const bytes = bytesOf(task)
    if ((line?.all ?? 0) >= limits.queuedPerTargetMax) return `${limits.queuedPerTargetMax} requests wait for ${target}`
    if (flow.queued >= limits.queuedPerClientMax) return `${limits.queuedPerClientMax} requests of this client wait`
    if ((line?.bytes ?? 0) + bytes > limits.queuedBytesPerTargetMax)
      return `no more than ${limits.queuedBytesPerTargetMax} bytes may wait for ${target}`
    if (flow.queuedBytes + bytes > limits.queuedBytesPerClientMax)
      return `no more than ${limits.queuedBytesPerClientMax} bytes of one client may wait`
    if (this.#queuedBytes + bytes > limits.queuedBytesMax) return `no more than ${limits.queuedBytesMax} bytes may wait`
    return undefined
  }

  #lineOf(target: string, known: TargetLine | undefined): TargetLine {
    if (known) return known
    const line = new TargetLine()
    this.#targets.set(target, line)
    return line
  }

  #count(task: Task, sign: 1 | -1): void {
    const { flow } = task.client
    const bytes = sign * bytesOf(task)
    this.#queued += sign
    this.#queuedBytes += bytes
    flow.queued += sign
    flow.queuedBytes += bytes
  }
}

export function memoryQueue(limits: QueueLimits): TaskQueue {
  return new MemoryQueue(limits)
}
