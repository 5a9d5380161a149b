/** An event loop of a pool: handed its tasks by its port, and answering by temporary sockets. */
import { newStartLog } from '@errand/protocol'
import { ThreadHandle } from '@errand/sockets'
import { portLane } from '../lanes/port-lane.js'
import type { Launch, LaunchEvents } from './launch.js'
import type { ResolvedPool } from './launch-options.js'
import { Pulse } from './pulse.js'
import { launchBasis, type LaunchSurroundings } from './surroundings.js'
import { ThreadLaunch } from './thread-launch.js'

/** @throws what Node throws where it cannot start a thread */
export function loopThread(
  name: string,
  source: ResolvedPool,
  group: string,
  surroundings: LaunchSurroundings,
  events: LaunchEvents,
): Launch {
  const { peer, basis } = launchBasis(name, surroundings)
  const { endpoints, clock, heartbeatIntervalMs } = surroundings
  const { front, results } = endpoints
  const handle = new ThreadHandle()
  const pulse = new Pulse(clock, heartbeatIntervalMs)
  const port = portLane(surroundings, () => launch.thread.worker)
  const launch: ThreadLaunch = new ThreadLaunch(
    {
      descriptor: {
        kind: 'loop',
        ...basis,
        endpoints: { front, results },
        control: handle.memory,
        starts: newStartLog(),
        workers: source.workers,
      },
      peer,
      group,
      source,
      handle,
      port,
      stop: (graceMs) => port.stop(graceMs),
      close() {
        pulse.beat()
        port.outbox.clear()
      },
      // It gives up by itself the slot of a handler that does not settle, as long as its JavaScript runs.
      overdue: (task) => pulse.unlessItBeats(() => events.hung(task)),
    },
    surroundings,
    {
      ...events,
      heartbeat(memoryBytes) {
        pulse.beat()
        events.heartbeat(memoryBytes)
      },
    },
  )
  return launch
}
