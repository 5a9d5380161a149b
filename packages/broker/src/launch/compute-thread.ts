/** A worker in a thread without sockets, which can be ended at any moment: all that it is told and says goes by its port. */
import { newStartLog } from '@errand/protocol'
import { portLane } from '../lanes/port-lane.js'
import type { Launch, LaunchEvents } from './launch.js'
import type { ResolvedWorker } from './launch-options.js'
import { launchBasis, type LaunchSurroundings } from './surroundings.js'
import { ThreadLaunch } from './thread-launch.js'

/** @throws what Node throws where it cannot start a thread */
export function computeThread(
  source: ResolvedWorker,
  group: string,
  surroundings: LaunchSurroundings,
  events: LaunchEvents,
): Launch {
  const { peer, basis } = launchBasis(source.name, surroundings)
  const { outcomes, core, clock } = surroundings
  const port = portLane(surroundings, () => launch.thread.worker)
  const launch: ThreadLaunch = new ThreadLaunch(
    {
      descriptor: { kind: 'compute', ...basis, starts: newStartLog() },
      peer,
      group,
      source,
      handle: undefined,
      port,
      stop: (graceMs) => port.stop(graceMs),
      close() {
        port.outbox.clear()
        outcomes.close(peer)
        core.clientGone(peer, clock.now())
      },
      overdue: (task) => events.hung(task),
    },
    surroundings,
    events,
  )
  outcomes.open(peer, port.outbox)
  return launch
}
