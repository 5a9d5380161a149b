/** What a requester is made of, and how it treats requests that cannot go out at once. */
import type { PayloadCodecs, ProtocolLimits } from '@errand/protocol'
import type { Clock } from '@errand/timing'
import type { WhenOverloaded } from './core/waiting-requests.js'
import type { RequestLink } from './request-link.js'

export interface RequesterOptions {
  readonly link: RequestLink
  readonly clock: Clock
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  /** @default 30000 */
  readonly defaultDeadlineMs?: number
  /**
   * What becomes of a request for which the broker, or the link, has no room: it fails with `overloaded`, or it waits here
   * and is sent again when the broker said, as long as its deadline allows.
   * @default 'fail'
   */
  readonly whenOverloaded?: WhenOverloaded
  /** Bytes that requests may take which wait here; what comes beyond fails. @default 268435456 (256 MiB) */
  readonly waitingBytesMax?: number
}
