/** Gives out the tasks that wait, to whichever worker may have them, as far as the credit of the lanes reaches. */
import type { Leases } from './leases.js'
import type { TaskQueue } from '../queue/task-queue.js'
import { hasCredit } from '../state/lane.js'
import type { LaneState, TargetState, WorkerState } from '../state/state.js'
import { memberOn, placeFor } from '../workers/placement.js'
import type { Roster } from '../workers/roster.js'

export class Dispatch {
  readonly #queue: TaskQueue
  readonly #leases: Leases
  readonly #roster: Roster

  constructor(queue: TaskQueue, leases: Leases, roster: Roster) {
    this.#roster = roster
    this.#queue = queue
    this.#leases = leases
  }

  /** Gives out what waits for a target; lanes without room are told that there is more. */
  serve(target: TargetState, now: number): void {
    while (this.#queue.waiting(target.name) > 0) {
      const place = placeFor(target, this.#isNested(target))
      if (!place) {
        for (const worker of target.members) for (const lane of worker.lanes) lane.backlog.add(target)
        return
      }
      this.#lease(target, place.worker, place.lane, now)
    }
  }

  /** The same for targets by name; some may be gone. */
  serveAll(names: Iterable<string>, now: number): void {
    for (const name of names) {
      const target = this.#roster.target(name)
      if (target) this.serve(target, now)
    }
  }

  /** The worker can be reached by one more lane: what waits for it may go there as well. */
  joined(worker: WorkerState, lane: LaneState): void {
    for (const target of worker.targets) if (this.#queue.waiting(target.name) > 0) lane.backlog.add(target)
  }

  /** The worker has ended all that it had: what waits for it is bound to no lane any more. */
  unbound(worker: WorkerState, now: number): void {
    if (worker.lanes.length < 2) return
    for (const target of worker.targets) this.serve(target, now)
  }

  /**
   * What was bound to the lane may go on by another of its group.
   * @param retried names of the targets of the tasks that wait again
   */
  laneLost({ group }: LaneState, retried: Iterable<string>, now: number): void {
    this.serveAll(retried, now)
    for (const lane of this.#roster.lanes) if (lane.group === group) this.refill(lane, now)
  }

  /** Gives a lane with room the tasks that wait for it, a task for each target in turn. */
  refill(lane: LaneState, now: number): void {
    const passedOver: TargetState[] = []
    while (hasCredit(lane)) {
      const target = lane.backlog.take()
      if (!target) break
      if (this.#queue.waiting(target.name) === 0) continue
      const isNested = this.#isNested(target)
      const worker = memberOn(target, lane, isNested)
      if (worker) {
        this.#lease(target, worker, lane, now)
        lane.backlog.add(target)
        // It may have been in the way of others, which can go where it could not.
        if (isNested) this.serve(target, now)
      } else passedOver.push(target)
    }
    for (const target of passedOver) lane.backlog.add(target)
  }

  #isNested({ name }: TargetState): boolean {
    return this.#queue.next(name)?.parent !== undefined
  }

  #lease(target: TargetState, worker: WorkerState, lane: LaneState, now: number): void {
    const task = this.#queue.pull(target.name)
    if (!task) return
    this.#leases.grant(task, worker, lane, now)
    const { metadata, codec, body, attempt, runTimeoutMs } = task
    const deadlineMs = Math.max(0, Math.ceil(task.deadlineAt - now))
    lane.port.send({
      kind: 'task',
      id: task.lease,
      worker: worker.name,
      target: task.target,
      deadlineMs,
      attempt,
      runTimeoutMs: runTimeoutMs === 0 ? undefined : runTimeoutMs,
      metadata,
      codec,
      body,
    })
  }
}
