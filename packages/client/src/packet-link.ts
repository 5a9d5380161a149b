/** Requests as packets over one DEALER, which carries all requests to all workers. */
import { type CancelRecord, type FailureRecord, linkId, type RequestRecord } from '@errand/protocol'
import { errorOfFailure, readOutcomes, type RequestRefusal } from '@errand/requests'
import { flushSchedule, type MessageSocket, type PacketOutbox, packetOutbox, threadForms } from '@errand/sockets'
import type { BrokerLink, BrokerLinkEvents } from './broker-link.js'
import { brokerSocket } from './broker-socket.js'
import type { ResolvedClientOptions } from './options.js'

export class PacketLink implements BrokerLink {
  readonly #socket: MessageSocket
  readonly #outbox: PacketOutbox
  readonly #options: ResolvedClientOptions
  readonly #events: BrokerLinkEvents

  constructor(options: ResolvedClientOptions, events: BrokerLinkEvents) {
    this.#options = options
    this.#events = events
    const socket = brokerSocket(options)
    this.#socket = socket
    this.#outbox = packetOutbox({
      limits: options.limits,
      forms: threadForms,
      schedule: flushSchedule(),
      send: (frames) => socket.send(frames),
    })
    socket.listen((frames) => this.#receive(frames))
  }

  open(request: RequestRecord): RequestRefusal | undefined {
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

  close(): void {
    this.#outbox.add({ kind: 'goodbye' })
    this.#outbox.flush()
    this.#outbox.clear()
    this.#socket.close()
  }

  #receive(frames: Uint8Array[]): void {
    for (const outcome of readOutcomes(frames, this.#options.limits)) {
      if (outcome.id !== linkId) this.#events.outcome(outcome)
      else if (outcome.kind === 'failure') this.#refuse(outcome)
    }
  }

  #refuse(failure: FailureRecord): void {
    this.#events.refused(failure.code, errorOfFailure(failure.code, this.#detailOf(failure), 'broker').message)
  }

  #detailOf(failure: FailureRecord): unknown {
    try {
      return this.#options.codecs.decode(failure)
    } catch {
      return undefined
    }
  }
}
