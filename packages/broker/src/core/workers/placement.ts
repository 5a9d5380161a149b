/** Which worker, on which lane, takes the next task of a target: the least loaded that may, or none. */
import { hasCredit } from '../state/lane.js'
import type { LaneState, TargetState, WorkerState } from '../state/state.js'

export interface Place {
  readonly worker: WorkerState
  readonly lane: LaneState
}

/** Members of a service that are compared, if one of them has room; others have their turn with the next task. */
const comparedMax = 64

/** The lane that order demands, where a worker runs one task at a time and has some already. */
function demandedLane(worker: WorkerState): LaneState | undefined {
  return worker.concurrency === 1 && worker.inFlight > 0 ? worker.boundLane : undefined
}

/**
 * What a handler asked for is not put behind handlers that all wait for something themselves: one of them may be waiting
 * for this.
 */
function mayTake({ running, asking, concurrency }: WorkerState, isNested: boolean): boolean {
  return !isNested || running < concurrency || asking < running
}

function laneOf(worker: WorkerState, isNested: boolean): LaneState | undefined {
  if (!mayTake(worker, isNested)) return undefined
  const demanded = demandedLane(worker)
  if (demanded) return hasCredit(demanded) ? demanded : undefined
  let best: LaneState | undefined
  for (const lane of worker.lanes) {
    if (hasCredit(lane) && (!best || lane.tasks.size < best.tasks.size)) best = lane
  }
  return best
}

/** The place of a target's next task, on any lane. */
export function placeFor(target: TargetState, isNested: boolean): Place | undefined {
  const { members } = target
  let best: Place | undefined
  for (let step = 0; step < members.length; step++) {
    if (best && step >= comparedMax) break
    const worker = members[(target.cursor + step) % members.length] as WorkerState
    if (best && worker.inFlight >= best.worker.inFlight) continue
    const lane = laneOf(worker, isNested)
    if (lane) best = { worker, lane }
    if (lane && worker.inFlight === 0) break
  }
  target.cursor = members.length === 1 ? 0 : (target.cursor + 1) % members.length
  return best
}

/** The member of a target that takes a task from this lane, which has room. */
export function memberOn(target: TargetState, lane: LaneState, isNested: boolean): WorkerState | undefined {
  let best: WorkerState | undefined
  for (const worker of target.members) {
    if (worker.group !== lane.group || !worker.lanes.includes(lane) || !mayTake(worker, isNested)) continue
    const demanded = demandedLane(worker)
    if (demanded && demanded !== lane) continue
    if (worker.inFlight === 0) return worker
    if (!best || worker.inFlight < best.inFlight) best = worker
  }
  return best
}
