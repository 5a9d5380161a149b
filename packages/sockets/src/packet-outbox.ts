/**
 * Records for one destination on their way out: they gather into packets, and packets wait here, in order, while the
 * socket has no room.
 */
import {
  type FrameForms,
  type OutgoingFrame,
  type PacketEncoder,
  packetEncoder,
  type ProtocolLimits,
  type WireRecord,
} from '@errand/protocol'
import type { Flushable, FlushSchedule } from './flush-schedule.js'
import { type SendQueue, sendQueue } from './send-queue.js'

export interface PacketOutboxOptions {
  readonly limits: ProtocolLimits
  readonly forms: FrameForms
  readonly schedule: FlushSchedule
  /** @returns false where there is no room: the same packet is offered again later */
  send(frames: OutgoingFrame[]): boolean
}

export interface PacketOutbox {
  add(record: WireRecord): void
  /** Sends what was gathered now instead of at the end of the turn. */
  flush(): void
  /** True when nothing is left here. */
  readonly isEmpty: boolean
  /** Bytes of the packets that wait for room; 0 as long as the other side keeps up. */
  readonly heldBytes: number
  /** Puts a packet that a ROUTER refused back in front, behind those that were refused with it. */
  holdAgain(frames: OutgoingFrame[]): void
  /** Forgets what is left. */
  clear(): void
}

class Outbox implements PacketOutbox, Flushable {
  readonly #options: PacketOutboxOptions
  readonly #encoder: PacketEncoder
  readonly #queue: SendQueue
  #isScheduled = false

  constructor(options: PacketOutboxOptions) {
    this.#options = options
    this.#encoder = packetEncoder(options.limits, options.forms)
    this.#queue = sendQueue((frames) => options.send(frames))
  }

  get isEmpty(): boolean {
    return this.#encoder.chars === 0 && this.#queue.heldBytes === 0
  }

  get heldBytes(): number {
    return this.#queue.heldBytes
  }

  add(record: WireRecord): void {
    this.#encoder.add(record)
    if (this.#encoder.chars >= this.#options.limits.packetChars) this.#sendPacket()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      this.#options.schedule.add(this)
    }
  }

  flush(): void {
    this.#isScheduled = false
    if (this.#encoder.chars > 0) this.#sendPacket()
  }

  holdAgain(frames: OutgoingFrame[]): void {
    this.#queue.holdAgain(frames)
  }

  clear(): void {
    if (this.#encoder.chars > 0) this.#encoder.take()
    this.#queue.clear()
  }

  #sendPacket(): void {
    this.#queue.send(this.#encoder.take())
  }
}

export function packetOutbox(options: PacketOutboxOptions): PacketOutbox {
  return new Outbox(options)
}
