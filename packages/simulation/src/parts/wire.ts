/** What every part that composes the product by hand needs of it. */
import {
  defaultLimits,
  type OutgoingFrame,
  packetEncoder,
  type ProtocolLimits,
  type WireRecord,
} from '@errand/protocol'

export const limits: ProtocolLimits = defaultLimits

export function packetOf(record: WireRecord): OutgoingFrame[] {
  const encoder = packetEncoder(limits, 'strings')
  encoder.add(record)
  return encoder.take()
}
