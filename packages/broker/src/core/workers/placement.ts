/** Which worker, on which lane, takes the next task of a target: the least loaded that may, or none. */
import { hasCredit, isOpen } from '../state/lane.js'
import { hasSlotToLend, isAllWaiting, mayBorrow } from '../state/lending.js'
import type { LaneState, TargetState, Task, WorkerState } from '../state/state.js'

export interface Place {
  readonly worker: WorkerState
  readonly lane: LaneState
}

/** Members of a service that are compared, if one of them has room; others have their turn with the next task. */
const comparedMax = 64

/** The lane that order demands, where a worker runs one task at a time and has some already. */
function demandedLane({ concurrency, inFlight, boundLane }: WorkerState): LaneState | undefined {
  return concurrency === 1 && inFlight > 0 ? boundLane : undefined
}

/**
 * Each of the loops that a worker is on runs as many at a time as its concurrency allows: so, together, they are given no
 * more than that.
 */
function isSpread({ concurrency, inFlight, lanes }: WorkerState): boolean {
  return lanes.length > 1 && concurrency > 1 && inFlight >= concurrency
}

/**
 * What a handler asked for is not put behind handlers that all wait for something themselves: one of them may be waiting
 * for this.
 */
function isBehindWaiting(task: Task, worker: WorkerState): boolean {
  return task.parent !== undefined && isAllWaiting(worker)
}

/** How the worker would take it: in a slot of its own, in one that is lent, or not at all. */
function wayIn(task: Task, worker: WorkerState): 'own' | 'lent' | undefined {
  if (mayBorrow(task, worker) && hasSlotToLend(worker)) return 'lent'
  return isSpread(worker) || isBehindWaiting(task, worker) ? undefined : 'own'
}

function laneOf(task: Task, worker: WorkerState): LaneState | undefined {
  const way = wayIn(task, worker)
  if (!way) return undefined
  const isFree = way === 'lent' ? isOpen : hasCredit
  const demanded = demandedLane(worker)
  if (demanded) return isFree(demanded) ? demanded : undefined
  let best: LaneState | undefined
  for (const lane of worker.lanes) {
    if (isFree(lane) && (!best || lane.tasks.size < best.tasks.size)) best = lane
  }
  return best
}

/** The place of a task for a target, on any lane. */
export function placeFor(target: TargetState, task: Task): Place | undefined {
  const { members } = target
  let best: Place | undefined
  for (let step = 0; step < members.length; step++) {
    if (best && step >= comparedMax) break
    const worker = members[(target.cursor + step) % members.length] as WorkerState
    if (best && worker.inFlight >= best.worker.inFlight) continue
    const lane = laneOf(task, worker)
    if (lane) best = { worker, lane }
    if (lane && worker.inFlight === 0) break
  }
  target.cursor = members.length === 1 ? 0 : (target.cursor + 1) % members.length
  return best
}

/** The member of a target that takes the task from this lane, which has room. */
export function memberOn(target: TargetState, lane: LaneState, task: Task): WorkerState | undefined {
  let best: WorkerState | undefined
  for (const worker of target.members) {
    if (worker.group !== lane.group || !worker.lanes.includes(lane) || !wayIn(task, worker)) continue
    const demanded = demandedLane(worker)
    if (demanded && demanded !== lane) continue
    if (worker.inFlight === 0) return worker
    if (!best || worker.inFlight < best.inFlight) best = worker
  }
  return best
}
