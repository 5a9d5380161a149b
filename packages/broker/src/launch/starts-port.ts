/** What a lane tells of its worker by the log of its starts, in memory or in a file. */
import type { StartReader } from '@errand/protocol'
import type { LanePort } from '../core/state/ports.js'

/** @param hasManyWorkers whether the tasks of many workers are in one log, as those of a loop are */
export function startsPort(
  starts: StartReader,
  hasManyWorkers: boolean,
): Required<Pick<LanePort, 'mark' | 'hasStarted' | 'mayRun'>> {
  return {
    mark: () => starts.mark(),
    hasStarted: (lease, mark) => starts.hasStarted(lease, mark),
    // The newest start has certainly started, so one look at the log is enough.
    mayRun: (lease, mark, concurrency) =>
      hasManyWorkers || concurrency > 1 ? starts.hasStarted(lease, mark) : starts.isNewest(lease),
  }
}
