/**
 * What a worker's heartbeats say of the tasks that it was given. One that is missing from two in a row, though it was
 * given out well before the first of them, was lost on the way, there or back.
 */
import type { Heartbeat } from '../state/ports.js'
import type { LaneState, Task } from '../state/state.js'

/** Beyond this an event loop was busy: what it says was written before it looked at what had come. */
const lagMsMax = 100
/** Heartbeats that come closer to each other than this share of their interval were held up, and came together. */
const spacingMin = 0.5
/**
 * Intervals that a task, or its answer, may be on its way. A broker that is late sends tasks long after it gave them out,
 * and reads what a worker says of itself before what it answers.
 */
const wayIntervals = 5
/** Missing from so many in a row. */
const missedMax = 2

export class Digest {
  readonly #intervalMs: number

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** @returns the tasks that are lost */
  heard(lane: LaneState, heartbeat: Heartbeat, now: number): readonly Task[] {
    const before = lane.health
    const { lagMs, memoryBytes } = heartbeat
    lane.health = { lagMs, memoryBytes, heardAt: now }
    if (!before || lagMs > lagMsMax || now - before.heardAt < spacingMin * this.#intervalMs) return []
    return lane.tasks.toArray().filter((task) => this.#isMissed(task, heartbeat, before.heardAt))
  }

  #isMissed(task: Task, { held }: Heartbeat, lastHeardAt: number): boolean {
    if (held.has(task.lease)) task.missed = 0
    else if (task.leasedAt + wayIntervals * this.#intervalMs < lastHeardAt) task.missed++
    return task.missed >= missedMax
  }
}
