/** A way by which tasks reach workers, with the credit that its other end has granted. */
import { Numbered } from '@errand/protocol'
import { Backlog } from './backlog.js'
import type { LanePort } from './ports.js'
import type { LaneState } from './state.js'

export function newLane(id: string, group: string, port: LanePort): LaneState {
  return {
    id,
    group,
    port,
    slots: 0,
    lent: 0,
    tasks: new Numbered(),
    backlog: new Backlog(),
    health: undefined,
    onDrained: undefined,
  }
}

export function isOpen(lane: LaneState): boolean {
  return lane.onDrained === undefined
}

export function hasCredit(lane: LaneState): boolean {
  return lane.tasks.size - lane.lent < lane.slots && isOpen(lane)
}
