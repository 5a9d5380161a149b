/** Requests in the JSON profile: one object a message, matched to its answer by a number that travels along. */
import { randomBytes } from 'node:crypto'
import {
  type CancelRecord,
  formatRoutingId,
  isJsonObject,
  jsonFields,
  type JsonMessage,
  parseJsonMessage,
  type RequestRecord,
} from '@errand/protocol'
import type { RequestRefusal } from '@errand/requests'
import type { MessageSocket } from '@errand/sockets'
import type { BrokerLink, BrokerLinkEvents } from './broker-link.js'
import type { ResolvedClientOptions } from './options.js'

export class JsonLink implements BrokerLink {
  readonly #socket: MessageSocket
  readonly #options: ResolvedClientOptions
  readonly #events: BrokerLinkEvents

  constructor(options: ResolvedClientOptions, events: BrokerLinkEvents) {
    this.#options = options
    this.#events = events
    const routingId = formatRoutingId({ name: 'client', epoch: randomBytes(16).toString('base64url') })
    this.#socket = options.sockets.open('dealer', { routingId })
    this.#socket.connect(options.endpoint)
    this.#socket.listen((frames) => this.#receive(frames))
  }

  open(request: RequestRecord): RequestRefusal | undefined {
    const body = this.#options.codecs.decode(request)
    if (!isJsonObject(body))
      return { code: 'bad-request', message: 'the body of a request in the JSON profile is an object' }
    const message = { ...body, [jsonFields.target]: request.target, [jsonFields.request]: request.id }
    if (this.#socket.send([JSON.stringify(message)])) return undefined
    return { code: 'overloaded', message: `the broker at ${this.#options.endpoint} does not take the request` }
  }

  /** The profile has no cancellation: the work runs to its end, its answer is ignored. */
  cancel(_request: CancelRecord): void {}

  close(): void {
    this.#socket.close()
  }

  #receive(frames: Uint8Array[]): void {
    const message = frames[0] && parseJsonMessage(frames[0])
    const id = message?.[jsonFields.request]
    if (!message || typeof id !== 'number') return
    const { [jsonFields.request]: _ours, ...rest } = message
    this.#settle(id, rest)
  }

  #settle(id: number, message: JsonMessage): void {
    const failure = message[jsonFields.failure]
    const common = { id, metadata: '' }
    if (!isJsonObject(failure))
      return this.#events.outcome({ kind: 'reply', ...common, ...this.#options.codecs.encode(message) })
    const code = typeof failure['code'] === 'string' ? failure['code'] : 'handler-failed'
    this.#events.outcome({ kind: 'failure', ...common, code, ...this.#options.codecs.encode(failure) })
  }
}
