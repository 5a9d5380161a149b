/** Requests to a broker of this thread: records are handed over as they are, without a socket and without packets. */
import type { CancelRecord, FindRecord, PullRecord, RequestRecord } from '@errand/protocol'
import type { RequestRefusal } from '@errand/requests'
import type { DirectLink, DirectListener } from '@errand/sockets'
import type { BrokerLink, BrokerLinkEvents } from './broker-link.js'
import { clientIdentity } from './client-identity.js'

export class DirectBrokerLink implements BrokerLink {
  readonly #link: DirectLink
  readonly #closed: RequestRefusal

  constructor(broker: DirectListener, { endpoint }: { readonly endpoint: string }, events: BrokerLinkEvents) {
    this.#link = broker.join(clientIdentity(), (answer) => events.answered(answer))
    this.#closed = { code: 'closed', message: `the broker at ${endpoint} has closed` }
  }

  open(request: RequestRecord | FindRecord): RequestRefusal | undefined {
    if (!this.#link.isOpen) return this.#closed
    this.#link.send(request)
    return undefined
  }

  cancel(request: CancelRecord): void {
    this.#link.send(request)
  }

  pull(record: PullRecord): void {
    this.#link.send(record)
  }

  close(): void {
    this.#link.close()
  }
}
