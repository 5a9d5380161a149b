/** What every launch needs of the broker that it is part of. */
import { randomBytes } from 'node:crypto'
import { formatRoutingId, type LaunchBasis, type ProtocolLimits } from '@errand/protocol'
import type { EndpointBook, FlushSchedule, SocketFactory } from '@errand/sockets'
import type { Clock } from '@errand/timing'
import type { AttachedWorkers } from '../attached-workers.js'
import type { BrokerCore } from '../core/broker-core.js'
import type { OutcomeRouter } from '../outcome-router.js'
import type { Results } from '../results.js'
import type { TrafficCounters } from '../traffic-counters.js'

export interface LaunchSurroundings {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly schedule: FlushSchedule
  readonly limits: ProtocolLimits
  readonly traffic: TrafficCounters
  readonly results: Results
  readonly outcomes: OutcomeRouter
  readonly attached: AttachedWorkers
  readonly endpoints: {
    readonly front: string
    readonly results: string
    /** The front, as other processes reach it. */
    readonly processFront: string
  }
  readonly heartbeatIntervalMs: number
  /** Peers that were launched, with what is done where one has something coming at the front. */
  readonly peers: Map<string, { ring(): void }>
  /** A deadline may have come nearer. */
  readonly changed: () => void
}

/** What is the same in every descriptor, and the routing id that follows from it. */
export function launchBasis(
  name: string,
  { limits, heartbeatIntervalMs }: LaunchSurroundings,
): { readonly peer: string; readonly basis: LaunchBasis } {
  const epoch = randomBytes(9).toString('base64url')
  return { peer: formatRoutingId({ name, epoch }), basis: { name, epoch, limits, heartbeatIntervalMs } }
}
