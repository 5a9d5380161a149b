/**
 * Long bodies of bytes leave a thread by its port. By ZeroMQ it sends nothing but text, since it may be ended at any moment
 * (decisions 1 and 2), and a megabyte takes 1.1 ms to be written as base64, is copied, and takes 0.3 ms to be read. A port
 * takes a copy.
 */
import { type InterimRecord, type OutcomeRecord, packetOf, type ProtocolLimits } from '@errand/protocol'
import { type PortMessage, portMessage } from './port-packets.js'

/** From here on a message of its own by another way costs less than base64. */
const longBytes = 32 * 1024

export interface LongResultsOptions {
  readonly limits: ProtocolLimits
  /** The usual way of records. */
  readonly send: (record: OutcomeRecord | InterimRecord) => void
  readonly post: (message: PortMessage) => void
}

export class LongResults {
  readonly #options: LongResultsOptions
  /** Tasks that have said something the usual way: their outcomes must not overtake it. */
  readonly #spoken = new Set<number>()

  constructor(options: LongResultsOptions) {
    this.#options = options
  }

  said(record: InterimRecord): void {
    this.#spoken.add(record.id)
    this.#options.send(record)
  }

  settled(outcome: OutcomeRecord): void {
    const hasSpoken = this.#spoken.delete(outcome.id)
    if (hasSpoken || typeof outcome.body === 'string' || outcome.body.length < longBytes)
      return this.#options.send(outcome)
    this.#options.post(portMessage(packetOf(outcome, this.#options.limits, 'any')))
  }
}
