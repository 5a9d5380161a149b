/** What an audit looks at: the three logs, and what has to be known to read them. */
import type { BrokerStats } from '@errand/broker'
import type { ClientLog } from './client-log.js'
import type { HandlerEntry } from './handler-log.js'

export interface Evidence {
  readonly clients: readonly ClientLog[]
  /** The second log: what each broker counted by its end. One that was killed left none. */
  readonly brokers: readonly BrokerStats[]
  readonly handlers: readonly HandlerEntry[]
  /** First parts of the keys of clients that keep no log. */
  readonly outsiders: readonly string[]
  /** Milliseconds that a request may end behind its deadline: a busy machine is late with everything. */
  readonly slackMs: number
}
