/** Records to the peers of a ROUTER: an outbox for each that has something coming. */
import type { FrameForms, OutgoingFrame, ProtocolLimits, WireRecord } from '@errand/protocol'
import { routingFrame, routingIdOf } from './routing-frame.js'
import { type FlushSchedule, type MessageSocket, type PacketOutbox, packetOutbox } from '@errand/sockets'

export interface PeerOutboxesOptions {
  readonly router: MessageSocket
  readonly limits: ProtocolLimits
  readonly forms: FrameForms
  readonly schedule: FlushSchedule
  /** Bytes that one peer may leave untaken. */
  readonly heldBytesMax: number
  /** A packet went to this peer. */
  sent(peer: string): void
  /** The peer is gone, or was given up. */
  lost(peer: string): void
}

/** Outboxes that are kept for peers which may be sent more. */
const idleMax = 256

export class PeerOutboxes {
  readonly #options: PeerOutboxesOptions
  readonly #outboxes = new Map<string, PacketOutbox>()

  constructor(options: PeerOutboxesOptions) {
    this.#options = options
    options.router.onRefused((frames, reason) => this.#refused(frames, reason))
  }

  add(peer: string, record: WireRecord): void {
    this.#outboxOf(peer).add(record)
  }

  /** The peer is gone: what was for it is for nobody. */
  forget(peer: string): void {
    this.#outboxes.get(peer)?.clear()
    this.#outboxes.delete(peer)
  }

  /** Sends what was gathered for all. */
  flush(): void {
    for (const outbox of this.#outboxes.values()) outbox.flush()
  }

  clear(): void {
    for (const outbox of this.#outboxes.values()) outbox.clear()
    this.#outboxes.clear()
  }

  #outboxOf(peer: string): PacketOutbox {
    const known = this.#outboxes.get(peer)
    if (known) return known
    const { limits, forms, schedule } = this.#options
    const outbox = packetOutbox({ limits, forms, schedule, send: (frames) => this.#send(peer, outbox, frames) })
    this.#outboxes.set(peer, outbox)
    return outbox
  }

  #send(peer: string, outbox: PacketOutbox, frames: OutgoingFrame[]): boolean {
    if (!this.#options.router.send([routingFrame(peer), ...frames])) return false
    this.#options.sent(peer)
    // Peers come and go by the thousand; beyond some of them, an outbox is kept only while it holds something.
    if (outbox.heldBytes === 0 && this.#outboxes.size > idleMax) this.#outboxes.delete(peer)
    return true
  }

  #refused([peer, ...frames]: OutgoingFrame[], reason: 'unroutable' | 'full'): void {
    const name = routingIdOf(peer as Uint8Array)
    const outbox = reason === 'full' ? this.#outboxOf(name) : undefined
    outbox?.holdAgain(frames)
    if (outbox && outbox.heldBytes <= this.#options.heldBytesMax) return
    this.forget(name)
    this.#options.lost(name)
  }
}
