/** A dedicated worker in a thread with sockets: fed by a PUSH of its own, told to stop by a PAIR of its own. */
import { newStartLog } from '@errand/protocol'
import { ThreadHandle } from '@errand/sockets'
import { pushLane } from '../lanes/push-lane.js'
import type { Launch, LaunchEvents } from './launch.js'
import type { ResolvedWorker } from './launch-options.js'
import { launchBasis, type LaunchSurroundings } from './surroundings.js'
import { ThreadLaunch } from './thread-launch.js'

/** @throws SocketsError, and what Node throws where it cannot start a thread */
export async function dedicatedThread(
  source: ResolvedWorker,
  group: string,
  surroundings: LaunchSurroundings,
  events: LaunchEvents,
  start: number,
): Promise<Launch> {
  const { peer, basis } = launchBasis(source.name, surroundings)
  const { endpoints } = surroundings
  const handle = new ThreadHandle()
  // Sockets close in the background, so the endpoints of the one before may not be free yet. No name has a #.
  const name = start === 1 ? source.name : `${source.name}#${start}`
  const lane = await pushLane({ ...surroundings, name, handle })
  const { front, results } = endpoints
  try {
    return new ThreadLaunch(
      {
        descriptor: {
          kind: 'worker',
          ...basis,
          endpoints: { front, results, ...lane.endpoints },
          control: handle.memory,
          starts: newStartLog(),
        },
        peer,
        group,
        source,
        handle,
        port: lane.port,
        stop: () => lane.stop(),
        close: () => lane.close(),
        overdue: (task) => events.hung(task),
      },
      surroundings,
      events,
    )
  } catch (error) {
    lane.close()
    throw error
  }
}
