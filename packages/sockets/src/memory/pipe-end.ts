/**
 * A connection between two sockets, as ZeroMQ's pipes: what each side sent and the other has not taken yet, and a
 * delimiter behind the last message of a side that is gone.
 *
 * ```
 *   dealer ── near end ─────── far end ── router (none, as long as the endpoint is not bound)
 *               └─ incoming      └─ incoming: message, message, delimiter
 * ```
 */
import type { OutgoingFrame } from '@errand/protocol'
import { MessageQueue } from './message-queue.js'

/** The other side is gone, and all that it sent was taken. */
export const delimiter: unique symbol = Symbol('delimiter')

export type PipeItem = Uint8Array[] | typeof delimiter

export interface PipeOwner {
  readonly highWaterMark: number
  readonly receiveHighWaterMark: number
  /** What a ROUTER at the other end knows it by; none: the ROUTER makes one up. */
  readonly routingId: string | undefined
  /** There is something to take from this end. */
  onReadable(end: PipeEnd): void
}

/** Bytes are handed over as they are, like those of ZeroMQ over inproc: who sent them must not change them. */
export function toBuffer(frame: OutgoingFrame): Buffer {
  if (typeof frame === 'string') return Buffer.from(frame)
  return Buffer.isBuffer(frame) ? frame : Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
}

export class PipeEnd {
  /** What the socket of the near end connected to. */
  readonly endpoint: string
  /** Is this the end of who connected? */
  readonly isNear: boolean
  readonly #incoming = new MessageQueue<PipeItem>()
  #owner: PipeOwner | undefined
  #other: PipeEnd
  #isOpen = true

  private constructor(endpoint: string, owner: PipeOwner | undefined, other?: PipeEnd) {
    this.endpoint = endpoint
    this.isNear = other === undefined
    this.#owner = owner
    this.#other = other ?? new PipeEnd(endpoint, undefined, this)
  }

  /** The near end of a new pipe; its far end waits for an owner. */
  static connect(endpoint: string, owner: PipeOwner): PipeEnd {
    return new PipeEnd(endpoint, owner)
  }

  get other(): PipeEnd {
    return this.#other
  }

  /** False once either side closed it: nothing goes in any more, what is in it still comes out. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  get owner(): PipeOwner | undefined {
    return this.#owner
  }

  give(owner: PipeOwner): void {
    this.#owner = owner
    if (this.#incoming.length > 0) owner.onReadable(this)
  }

  /** The sender's mark and the receiver's together, as over inproc; none where either has none. */
  get isFull(): boolean {
    const own = this.#owner?.highWaterMark ?? 0
    const others = this.#other.#owner?.receiveHighWaterMark
    const most = own === 0 || others === 0 ? Infinity : own + (others ?? 0)
    return this.#other.#incoming.length >= most
  }

  send(frames: readonly OutgoingFrame[]): void {
    this.#other.#arrive(frames.map(toBuffer))
  }

  take(): PipeItem | undefined {
    return this.#incoming.shift()
  }

  get isReadable(): boolean {
    return this.#incoming.length > 0
  }

  /** What came and was not taken is lost; what was sent still arrives. */
  close(): void {
    this.#incoming.clear()
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#other.#isOpen = false
    this.#other.#arrive(delimiter)
  }

  /** Ends it from without, as a link that breaks: what neither side has taken is lost, and both are told. */
  cut(): void {
    if (!this.#isOpen) return
    for (const end of [this, this.#other]) {
      end.#isOpen = false
      end.#incoming.clear()
      end.#arrive(delimiter)
    }
  }

  #arrive(item: PipeItem): void {
    this.#incoming.push(item)
    this.#owner?.onReadable(this)
  }
}
