/** What a lane tells of its worker by the log of its starts, in memory or in a file. */
import type { StartReader } from '@errand/protocol'
import type { LanePort } from '../core/state/ports.js'

export function startsPort(starts: StartReader): Required<Pick<LanePort, 'mark' | 'hasStarted' | 'mayRun'>> {
  return {
    mark: () => starts.mark(),
    hasStarted: (lease, mark) => starts.hasStarted(lease, mark),
    mayRun: (lease, mark) => starts.isRunning(lease, mark),
  }
}
