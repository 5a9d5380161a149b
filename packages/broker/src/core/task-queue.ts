/**
 * Where accepted requests wait. The core talks to it by accept, pull, and the three ends of a lease: done, retry, dead.
 * This one is memory; one with a journal, or an existing distributed engine, fits behind the same interface.
 */
import type { Task } from './task.js'

export interface TaskQueue {
  /** @returns false where a limit is reached: the task was not taken */
  accept(task: Task): boolean
  /** The oldest waiting task for the target, which is leased from now on. */
  pull(target: string): Task | undefined
  /** Tasks that wait for the target. */
  waiting(target: string): number
  /** A waiting task is no longer wanted. */
  drop(task: Task): void
  /** The lease ended with an outcome. */
  done(task: Task): void
  /** The lease was lost, the task waits again, ahead of the others. */
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
   * Bytes of bodies that wait, for all targets together. Minimum 1.
   * @default 536870912 (512 MiB)
   */
  readonly queuedBytesMax: number
}

/** A first-in-first-out list that forgets its head cheaply. */
class Waiting {
  #tasks: Task[] = []
  #head = 0
  live = 0

  push(task: Task): void {
    this.#tasks.push(task)
    this.live++
  }

  pushFront(task: Task): void {
    if (this.#head > 0) this.#tasks[--this.#head] = task
    else this.#tasks.unshift(task)
    this.live++
  }

  /** Dropped tasks are passed over here instead of being searched for. */
  shift(): Task | undefined {
    while (this.#head < this.#tasks.length) {
      const task = this.#tasks[this.#head] as Task
      this.#head++
      this.#compact()
      if (task.state !== 'queued') continue
      this.live--
      return task
    }
    return undefined
  }

  #compact(): void {
    if (this.#head < 1024 || this.#head * 2 < this.#tasks.length) return
    this.#tasks = this.#tasks.slice(this.#head)
    this.#head = 0
  }
}

class MemoryQueue implements TaskQueue {
  readonly #limits: QueueLimits
  readonly #targets = new Map<string, Waiting>()
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

  accept(task: Task): boolean {
    const waiting = this.#waitingFor(task.target)
    const { queuedPerTargetMax, queuedBytesMax } = this.#limits
    if (waiting.live >= queuedPerTargetMax || this.#queuedBytes + task.bytes > queuedBytesMax) return false
    waiting.push(task)
    this.#count(task, 1)
    return true
  }

  pull(target: string): Task | undefined {
    const task = this.#targets.get(target)?.shift()
    if (!task) return undefined
    task.state = 'leased'
    this.#count(task, -1)
    return task
  }

  waiting(target: string): number {
    return this.#targets.get(target)?.live ?? 0
  }

  drop(task: Task): void {
    const waiting = this.#waitingFor(task.target)
    waiting.live--
    this.#count(task, -1)
    // What lies there now was all dropped.
    if (waiting.live === 0) this.#targets.delete(task.target)
  }

  done(_task: Task): void {}

  retry(task: Task): void {
    task.state = 'queued'
    this.#waitingFor(task.target).pushFront(task)
    this.#count(task, 1)
  }

  dead(_task: Task): void {}

  #waitingFor(target: string): Waiting {
    let waiting = this.#targets.get(target)
    if (!waiting) this.#targets.set(target, (waiting = new Waiting()))
    return waiting
  }

  #count(task: Task, sign: 1 | -1): void {
    this.#queued += sign
    this.#queuedBytes += sign * task.bytes
  }
}

export function memoryQueue(limits: QueueLimits): TaskQueue {
  return new MemoryQueue(limits)
}
