/** The parts of a broker, put together: the core, its sockets, and what launches workers. Nothing is bound or started here. */
import { randomInt } from 'node:crypto'
import { type FrameForms, payloadCodecs, peerOf } from '@errand/protocol'
import {
  type EndpointBook,
  endpointBook,
  flushSchedule,
  onceATurn,
  type MessageSocket,
  type SocketFactory,
} from '@errand/sockets'
import { type Alarm, alarm, type Clock, systemClock } from '@errand/timing'
import { BrokerCore } from './core/broker-core.js'
import { memoryQueue } from './core/queue/task-queue.js'
import { DirectClients } from './direct-clients.js'
import { Front } from './front.js'
import { JsonWorkers } from './json/json-workers.js'
import type { LaunchSurroundings } from './launch/surroundings.js'
import type { ResolvedBrokerOptions } from './options.js'
import { OutcomeRouter } from './outcome-router.js'
import { Results } from './results.js'
import { newTrafficCounters, type TrafficCounters } from './traffic-counters.js'
import type { WorkerEvent } from './worker-events.js'

/** Numbers below 2^31 are small integers to V8: quick to write, and to find in maps. A billion tasks stay below it. */
const firstLeaseMax = 2 ** 30

/** A stop is an empty message; who sends more than this is no friend. */
const stopFrameBytesMax = 1024

export interface AssemblyHooks {
  /** The last open request has ended. */
  onIdle(): void
  report(event: WorkerEvent): void
}

export interface Assembly {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly front: Front
  readonly direct: DirectClients
  readonly results: Results
  readonly json: JsonWorkers
  readonly stopper: MessageSocket
  readonly alarm: Alarm
  readonly traffic: TrafficCounters
  /** What launches need of all this; the endpoints are there when it is bound. */
  readonly forLaunches: Omit<LaunchSurroundings, 'endpoints'>
}

export function assemble(
  options: ResolvedBrokerOptions,
  forms: FrameForms,
  hooks: AssemblyHooks,
  sockets: SocketFactory,
): Assembly {
  const { limits, hangGraceMs, heartbeatIntervalMs, heldBytesPerClientMax } = options
  const [clock, schedule, codecs] = [systemClock, flushSchedule(), payloadCodecs()]
  const traffic = newTrafficCounters()
  const book = endpointBook(options)
  const peers: LaunchSurroundings['peers'] = new Map()
  const core = new BrokerCore({
    clients: { send: (client, answer, worker) => outcomes.send(client, answer, worker) },
    queue: memoryQueue(options),
    firstLease: randomInt(1, firstLeaseMax),
    hangGraceMs,
    heartbeatIntervalMs,
    onIdle() {
      schedule.hasten()
      hooks.onIdle()
    },
  })
  const wakeUp = alarm(clock, (now) => tick(core, wakeUp, now), { keepsProcessAlive: false })
  const changed = onceATurn(() => wakeUp.set(core.nextDeadline()))
  const common = { core, clock, sockets, schedule, limits, traffic, changed }
  const front: Front = new Front({
    ...common,
    forms,
    heldBytesPerClientMax,
    ring: (peer) => peers.get(peerOf(peer))?.ring(),
    isOwn: (peer) => peers.has(peer) || json.isAsking(peer),
    report: (event) => hooks.report(event),
  })
  const outcomes = new OutcomeRouter(front)
  const direct = new DirectClients({
    limits,
    outcomes,
    accept: (client, record) => front.take(client, record),
    refuse: (client, id, message) => core.refuse(client, id, 'too-large', message),
  })
  const results = new Results({ ...common, codecs })
  const json: JsonWorkers = new JsonWorkers({ ...common, codecs, book, results })
  const { attached } = front
  const forLaunches = { ...common, book, results, outcomes, attached, heartbeatIntervalMs, peers }
  const stopper = sockets.open('pair', { frameBytesMax: stopFrameBytesMax })
  return { core, clock, sockets, book, front, direct, results, json, stopper, alarm: wakeUp, traffic, forLaunches }
}

function tick(core: BrokerCore, wakeUp: Alarm, now: number): void {
  core.tick(now)
  wakeUp.set(core.nextDeadline())
}
