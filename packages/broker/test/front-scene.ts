/** The front of a broker between sockets in memory, with workers that the test plays. */
import { defaultLimits, type ProtocolLimits } from '@errand/protocol'
import { endpointBook, flushSchedule, memorySockets, type SocketFactory } from '@errand/sockets'
import { type ManualClock, manualClock } from '@errand/timing'
import { BrokerCore } from '../src/core/broker-core.js'
import { memoryQueue, standardQueueLimits } from '../src/core/queue/task-queue.js'
import type { ClientPort, LanePort } from '../src/core/state/ports.js'
import type { LaneState } from '../src/core/state/state.js'
import { Front } from '../src/front.js'
import { newTrafficCounters, type TrafficCounters } from '../src/traffic-counters.js'
import { Peer } from './peer.js'

export const firstLease = 1000

export interface FrontScene {
  readonly core: BrokerCore
  readonly front: Front
  readonly endpoint: string
  readonly sockets: SocketFactory
  readonly clock: ManualClock
  readonly traffic: TrafficCounters
  /** Peers for whom something was sent. */
  readonly rung: string[]
  /** How often the front told that a deadline may have come nearer. */
  readonly changes: () => number
  /** Connects a peer; without an id it gets one that the socket makes up. */
  peer(routingId?: string): Peer
  /** Opens a lane to a worker of this name, which the test plays. */
  lane(name: string, port: LanePort): LaneState
  close(): void
}

export interface FrontSceneOptions {
  readonly limits?: Partial<ProtocolLimits>
  readonly isOwn?: (peer: string) => boolean
  /** Where answers go instead of to the front. */
  readonly answersOf?: (front: Front) => ClientPort
}

export async function frontScene(options: FrontSceneOptions = {}): Promise<FrontScene> {
  const { limits, isOwn = () => false, answersOf = (front) => front } = options
  const sockets = memorySockets()
  const clock = manualClock()
  const traffic = newTrafficCounters()
  const rung: string[] = []
  let changes = 0
  const core = new BrokerCore({
    clients: { send: (client, outcome, worker) => answers.send(client, outcome, worker) },
    queue: memoryQueue(standardQueueLimits),
    firstLease,
  })
  const front: Front = new Front({
    core,
    clock,
    sockets,
    schedule: flushSchedule(),
    limits: { ...defaultLimits, ...limits },
    forms: 'any',
    heldBytesPerClientMax: 2 ** 20,
    traffic,
    ring: (peer) => rung.push(peer),
    isOwn,
    changed: () => changes++,
    report: () => undefined,
  })
  const answers = answersOf(front)
  const endpoint = await front.bind(endpointBook({ transport: 'inproc' }))
  return {
    core,
    front,
    endpoint,
    sockets,
    clock,
    traffic,
    rung,
    changes: () => changes,
    peer: (routingId) => new Peer(sockets, endpoint, routingId),
    lane(name, port) {
      const lane = core.laneOpened(name, name, port)
      core.announced(lane, [{ name, services: [], concurrency: 1 }], 100, clock.now())
      return lane
    },
    close: () => sockets.closeAll(),
  }
}

/** A worker that answers each task with its own body, as soon as it has it. */
export function echo(scene: FrontScene, name: string): LaneState {
  const lane: LaneState = scene.lane(name, {
    send: (record) => {
      if (record.kind !== 'task') return
      const { id, metadata, codec, body } = record
      queueMicrotask(() => scene.core.outcome(lane, { kind: 'reply', id, metadata, codec, body }, scene.clock.now()))
    },
  })
  return lane
}
