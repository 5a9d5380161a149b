/**
 * Where accepted requests wait. The core talks to it by accept, pull, and the three ends of a lease: done, retry, dead.
 * This one is memory; one with a journal, or an existing distributed engine, fits behind the same interface.
 */
import type { Task } from './task.js'
import { WaitingList } from './waiting-list.js'

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

class MemoryQueue implements TaskQueue {
  readonly #limits: QueueLimits
  readonly #targets = new Map<string, WaitingList>()
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
    if (waiting.size >= queuedPerTargetMax || this.#queuedBytes + task.bytes > queuedBytesMax) return false
    waiting.push(task)
    this.#count(task, 1)
    return true
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
    const waiting = this.#waitingFor(task.target)
    waiting.drop(task)
    this.#count(task, -1)
    // What lies there now was all dropped.
    if (waiting.size === 0) this.#targets.delete(task.target)
  }

  done(_task: Task): void {}

  retry(task: Task): void {
    task.state = 'queued'
    this.#waitingFor(task.target).pushFront(task)
    this.#count(task, 1)
  }

  dead(_task: Task): void {}

  #waitingFor(target: string): WaitingList {
    let waiting = this.#targets.get(target)
    if (!waiting) this.#targets.set(target, (waiting = new WaitingList()))
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
