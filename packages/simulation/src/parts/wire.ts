/** What every part that composes the product by hand needs of it. */
import {
  defaultLimits,
  type OutgoingFrame,
  packetOf as packetInForm,
  type ProtocolLimits,
  type WireRecord,
} from '@errand/protocol'

export const limits: ProtocolLimits = defaultLimits

export function packetOf(record: WireRecord): OutgoingFrame[] {
  return packetInForm(record, limits, 'strings')
}
