/** A peer of a socket of the broker: it says what it likes, and keeps what it hears. */
import { decodePacket, type ProtocolLimits, type WireRecord } from '@errand/protocol'
import type { MessageSocket, SocketFactory, SocketKind } from '@errand/sockets'
import { bytesOf } from '../frames.js'

export interface PeerOptions {
  readonly kind?: SocketKind
  readonly routingId?: string | undefined
}

export class Peer {
  /** The messages that came. */
  readonly heard: Uint8Array[][] = []
  readonly #socket: MessageSocket

  constructor(sockets: SocketFactory, endpoint: string, { kind = 'dealer', routingId }: PeerOptions = {}) {
    this.#socket = sockets.open(kind, routingId === undefined ? {} : { routingId })
    this.#socket.connect(endpoint)
    this.#socket.listen((frames) => this.heard.push(frames))
  }

  /** @param frames a character for each byte */
  say(frames: readonly string[]): void {
    this.#socket.send(frames.map(bytesOf))
  }

  leave(): void {
    this.#socket.close()
  }

  /** The records that came, as far as they can be read. */
  records(limits: ProtocolLimits): readonly WireRecord[] {
    return this.heard.flatMap((frames) => decodePacket(frames, limits).records)
  }
}
