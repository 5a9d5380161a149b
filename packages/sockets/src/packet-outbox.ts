/**
 * Records for one destination on their way out: they gather into packets, and packets wait here, in order, while the
 * socket has no room.
 */
import { type FrameForms, type OutgoingFrame, packetEncoder, type ProtocolLimits, type WireRecord } from '@errand/protocol'
import type { Flushable, FlushSchedule } from './flush-schedule.js'

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
  /** Puts a packet that a ROUTER refused back in front. */
  holdAgain(frames: OutgoingFrame[]): void
  /** Forgets what is left. */
  clear(): void
}

const retryMs = 5

function bytesOf(frames: readonly OutgoingFrame[]): number {
  let bytes = 0
  for (const frame of frames) bytes += frame.length
  return bytes
}

class Outbox implements PacketOutbox, Flushable {
  readonly #options: PacketOutboxOptions
  readonly #encoder
  #held: OutgoingFrame[][] = []
  #heldBytes = 0
  #isScheduled = false
  #retry: NodeJS.Timeout | undefined

  constructor(options: PacketOutboxOptions) {
    this.#options = options
    this.#encoder = packetEncoder(options.limits, options.forms)
  }

  get isEmpty(): boolean {
    return this.#encoder.chars === 0 && this.#held.length === 0
  }

  get heldBytes(): number {
    return this.#heldBytes
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
    this.#held.unshift(frames)
    this.#heldBytes += bytesOf(frames)
    this.#retryLater()
  }

  clear(): void {
    if (this.#encoder.chars > 0) this.#encoder.take()
    this.#held = []
    this.#heldBytes = 0
    clearTimeout(this.#retry)
    this.#retry = undefined
  }

  #sendPacket(): void {
    const frames = this.#encoder.take()
    if (this.#held.length === 0 && this.#options.send(frames)) return
    this.#held.push(frames)
    this.#heldBytes += bytesOf(frames)
    this.#retryLater()
  }

  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      this.#sendHeld()
    }, retryMs)
  }

  #sendHeld(): void {
    let sent = 0
    while (sent < this.#held.length && this.#options.send(this.#held[sent] as OutgoingFrame[])) {
      this.#heldBytes -= bytesOf(this.#held[sent] as OutgoingFrame[])
      sent++
    }
    this.#held.splice(0, sent)
    if (this.#held.length > 0) this.#retryLater()
  }
}

export function packetOutbox(options: PacketOutboxOptions): PacketOutbox {
  return new Outbox(options)
}
