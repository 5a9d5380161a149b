/** Requests in the JSON profile: one object a message, matched to its answer by a number that travels along. */
import {
  type CancelRecord,
  type FindRecord,
  type FailureDetail,
  isJsonObject,
  jsonFields,
  type JsonMessage,
  type OutcomeRecord,
  parseJsonMessage,
  type RequestRecord,
} from '@errand/protocol'
import type { RequestRefusal } from '@errand/requests'
import { type SendQueue, sendQueue } from '@errand/sockets'
import { BrokerConnection } from './broker-connection.js'
import type { BrokerLink, BrokerLinkEvents } from './broker-link.js'
import type { ResolvedClientOptions } from './options.js'

export class JsonLink implements BrokerLink {
  readonly #connection: BrokerConnection
  /** What the socket has no room for waits here. */
  readonly #queue: SendQueue
  readonly #options: ResolvedClientOptions
  readonly #events: BrokerLinkEvents

  constructor(options: ResolvedClientOptions, events: BrokerLinkEvents) {
    this.#options = options
    this.#events = events
    this.#connection = new BrokerConnection(options, {
      onMessage: (frames) => this.#receive(frames),
      onLost: (what) => this.#lose(what),
    })
    this.#queue = sendQueue((frames) => this.#connection.send(frames))
  }

  open(request: RequestRecord | FindRecord): RequestRefusal | undefined {
    const missing = notInProfile(request)
    if (missing !== undefined || request.kind === 'find')
      return { code: 'bad-request', message: `the JSON profile has no ${missing}; use packets` }
    const { codecs, endpoint, heldBytesMax } = this.#options
    const body = codecs.decode(request)
    if (!isJsonObject(body) || body instanceof Uint8Array)
      return { code: 'bad-request', message: 'the body of a request in the JSON profile is an object' }
    if (this.#queue.heldBytes > heldBytesMax) {
      return {
        code: 'overloaded',
        message: `the broker at ${endpoint} does not take what waits here, more than ${heldBytesMax} bytes`,
      }
    }
    const message = { ...body, [jsonFields.target]: request.target, [jsonFields.request]: request.id }
    this.#queue.send([JSON.stringify(message)])
    return undefined
  }

  /** The profile has no cancellation: the work runs to its end, its answer is ignored. */
  cancel(_request: CancelRecord): void {}

  explainSilence(): string | undefined {
    return this.#connection.explainSilence()
  }

  close(): void {
    this.#queue.clear()
    this.#connection.close()
  }

  #lose(what: string): void {
    this.#queue.clear()
    this.#events.lost(what)
  }

  #receive(frames: Uint8Array[]): void {
    const message = frames[0] && parseJsonMessage(frames[0])
    const id = message?.[jsonFields.request]
    if (!message || typeof id !== 'number') return
    const { [jsonFields.request]: _ours, ...rest } = message
    this.#events.answered(this.#outcomeOf(id, rest))
  }

  #outcomeOf(id: number, message: JsonMessage): OutcomeRecord {
    const { codecs } = this.#options
    const failure = message[jsonFields.failure]
    const common = { id, metadata: '' }
    try {
      if (!isJsonObject(failure)) return { kind: 'reply', ...common, ...codecs.encode(message) }
      const code = typeof failure['code'] === 'string' ? failure['code'] : 'handler-failed'
      return { kind: 'failure', ...common, code, ...codecs.encode(failure) }
    } catch (cause) {
      // What can be read may nest too deeply to be written.
      const detail: FailureDetail = { message: `the answer cannot be taken: ${String(cause)}` }
      return { kind: 'failure', ...common, code: 'bad-result', ...codecs.encode(detail) }
    }
  }
}

/** What a request asks for that one object a message cannot say. */
const beyond = ['method', 'window', 'quiet', 'member', 'sticky', 'key', 'ttlMs', 'priority', 'progress'] as const

function notInProfile(request: RequestRecord | FindRecord): string | undefined {
  return request.kind === 'find' ? 'find' : beyond.find((field) => request[field] !== undefined)
}
