/** The port between a client and the way it talks to its broker: packets, the JSON profile, or records as they are. */
import type { AnswerRecord } from '@errand/protocol'
import type { RequestLink } from '@errand/requests'

export interface BrokerLink extends RequestLink {
  /** Sends what was gathered, says goodbye and closes the connection. */
  close(): void
}

export interface BrokerLinkEvents {
  answered(record: AnswerRecord): void
  /** A connection ended with all that was on its way; what is opened from now on leaves by the next. @param what happened */
  lost(what: string): void
  /** The broker says of the whole link that something is wrong: another version of the protocol, for one. */
  refused(code: string, message: string): void
}
