/** Requests as packets over one DEALER, which carries all requests to all workers. */
import {
  type CancelRecord,
  type FailureRecord,
  type FindRecord,
  linkId,
  type PullRecord,
  type RequestRecord,
} from '@errand/protocol'
import { detailOfFailure, errorOfFailure, readAnswers, type RequestRefusal } from '@errand/requests'
import { flushSchedule, type PacketOutbox, packetOutbox, threadForms } from '@errand/sockets'
import { BrokerConnection } from './broker-connection.js'
import type { BrokerLink, BrokerLinkEvents } from './broker-link.js'
import type { ResolvedClientOptions } from './options.js'

export class PacketLink implements BrokerLink {
  readonly #connection: BrokerConnection
  readonly #outbox: PacketOutbox
  readonly #options: ResolvedClientOptions
  readonly #events: BrokerLinkEvents

  constructor(options: ResolvedClientOptions, events: BrokerLinkEvents) {
    this.#options = options
    this.#events = events
    const connection = new BrokerConnection(options, {
      onMessage: (frames) => this.#receive(frames),
      onLost: (what) => this.#lose(what),
    })
    this.#connection = connection
    this.#outbox = packetOutbox({
      limits: options.limits,
      forms: threadForms,
      schedule: flushSchedule(),
      send: (frames) => connection.send(frames),
    })
  }

  open(request: RequestRecord | FindRecord): RequestRefusal | undefined {
    const { heldBytesMax } = this.#options
    if (this.#outbox.heldBytes > heldBytesMax) {
      return {
        code: 'overloaded',
        message: `the broker at ${this.#options.endpoint} does not take what waits here, more than ${heldBytesMax} bytes`,
      }
    }
    this.#outbox.add(request)
    return undefined
  }

  cancel(request: CancelRecord): void {
    this.#outbox.add(request)
  }

  pull(record: PullRecord): void {
    this.#outbox.add(record)
  }

  explainSilence(): string | undefined {
    return this.#connection.explainSilence()
  }

  close(): void {
    this.#outbox.add({ kind: 'goodbye' })
    this.#outbox.flush()
    this.#outbox.clear()
    this.#connection.close()
  }

  /** Whatever is left here was of requests that are ended now, or sent again. */
  #lose(what: string): void {
    this.#outbox.clear()
    this.#events.lost(what)
  }

  #receive(frames: Uint8Array[]): void {
    for (const answer of readAnswers(frames, this.#options.limits)) {
      if (answer.id !== linkId) this.#events.answered(answer)
      else if (answer.kind === 'failure') this.#refuse(answer)
    }
  }

  #refuse(failure: FailureRecord): void {
    const detail = detailOfFailure(failure, this.#options.codecs)
    this.#events.refused(failure.code, errorOfFailure(failure.code, detail, 'broker').message)
  }
}
