/** The port of a lane that sends packets: records gather in an outbox. */
import type { FrameForms, OutgoingFrame, ProtocolLimits } from '@errand/protocol'
import { type FlushSchedule, type PacketOutbox, packetOutbox } from '@errand/sockets'
import type { LanePort } from '../core/state/ports.js'

export interface LaneSurroundings {
  readonly limits: ProtocolLimits
  readonly schedule: FlushSchedule
}

export interface PacketLane extends LanePort {
  readonly outbox: PacketOutbox
}

/** To workers everything may go as it is: the broker outlives them. */
const forms: FrameForms = 'any'

export function packetLane(
  { limits, schedule }: LaneSurroundings,
  send: (frames: OutgoingFrame[]) => boolean,
): PacketLane {
  const outbox = packetOutbox({ limits, schedule, forms, send })
  return { outbox, send: (record) => outbox.add(record) }
}
