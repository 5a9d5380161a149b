/**
 * A client's connection to its broker. Its identity stays the same for as long as the client lives, whatever becomes of
 * sockets: by that and its number, a broker knows a request that is sent again.
 */
import type { OutgoingFrame } from '@errand/protocol'
import { type LastingDealer, lastingDealer, type MessageListener } from '@errand/sockets'
import { clientIdentity } from './client-identity.js'
import type { ResolvedClientOptions } from './options.js'

export interface BrokerConnectionEvents {
  readonly onMessage: MessageListener
  /** @param what happened */
  readonly onLost: (what: string) => void
}

export class BrokerConnection {
  readonly #dealer: LastingDealer
  readonly #endpoint: string

  /** @throws SocketsError; no socket is left open then */
  constructor(
    { sockets, endpoint, clock, heartbeatIntervalMs }: ResolvedClientOptions,
    events: BrokerConnectionEvents,
  ) {
    const routingId = clientIdentity()
    this.#endpoint = endpoint
    this.#dealer = lastingDealer({
      sockets,
      endpoint,
      clock,
      heartbeatIntervalMs,
      routingId: () => routingId,
      onMessage: events.onMessage,
      onLost: () => events.onLost(this.#loss),
    })
  }

  get #loss(): string {
    return `the connection to the broker at ${this.#endpoint} ended`
  }

  /** @returns false where nothing was taken */
  send(frames: OutgoingFrame[]): boolean {
    return this.#dealer.send(frames)
  }

  explainSilence(): string | undefined {
    const { connection } = this.#dealer
    if (connection === 'heard') return undefined
    if (connection === 'unheard') return `nothing has come from the broker at ${this.#endpoint} yet`
    return `${this.#loss}, and nothing has come from it since`
  }

  close(): void {
    this.#dealer.close()
  }
}
