/** A socket of the simulated network. It does what ZeroMQ's of its kind does, as far as the product relies on it. */
import type { OutgoingFrame } from '@errand/protocol'
import type {
  MessageListener,
  MessageSocket,
  RefusalListener,
  RefusalReason,
  SocketKind,
  SocketOptions,
} from '@errand/sockets'
import type { SimProcess } from '../engine/sim-process.js'
import type { Link, Side } from './link.js'
import type { SimNetwork } from './sim-network.js'

function toBuffer(frame: OutgoingFrame): Buffer {
  if (typeof frame === 'string') return Buffer.from(frame)
  return Buffer.isBuffer(frame) ? frame : Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
}

export class SimSocket implements MessageSocket {
  readonly kind: SocketKind
  readonly process: SimProcess
  readonly highWaterMark: number
  readonly receiveHighWaterMark: number
  readonly #network: SimNetwork
  readonly #options: SocketOptions
  readonly #links = new Set<Link>()
  /** Of a ROUTER: whom it can send to. */
  readonly #table = new Map<string, Link>()
  #listener: MessageListener | undefined
  #onRefused: RefusalListener | undefined
  #isClosed = false
  readonly #forgetEnd: () => void

  constructor(network: SimNetwork, process: SimProcess, kind: SocketKind, options: SocketOptions) {
    this.#network = network
    this.process = process
    this.kind = kind
    this.#options = options
    this.highWaterMark = options.highWaterMark ?? network.highWaterMark
    this.receiveHighWaterMark = options.receiveHighWaterMark ?? this.highWaterMark
    // Of what a killed process had sent, the system may still hold all, or nothing.
    this.#forgetEnd = process.atEnd(() => this.#leave(network.world.random.chance(0.5)))
  }

  async bind(endpoint: string): Promise<string> {
    this.#network.bind(endpoint, this)
    return endpoint
  }

  connect(endpoint: string): void {
    this.#links.add(this.#network.connect(endpoint, this, this.#options.routingId))
  }

  send(frames: OutgoingFrame[]): boolean {
    if (this.#isClosed) return false
    if (this.kind === 'router') return this.#route(frames)
    const [link] = this.#links
    const side = this.#sideOf(link)
    if (!link || link.isFullFrom(side)) return false
    link.send(side, frames)
    return true
  }

  listen(listener: MessageListener): void {
    this.#listener = listener
  }

  onRefused(listener: RefusalListener): void {
    this.#onRefused = listener
  }

  close(lingerMs = 400): void {
    this.#leave(lingerMs > 0)
  }

  /** Somebody has connected to where it is bound. Who comes with an id that is in use takes it over. */
  attach(link: Link): void {
    if (this.#isClosed) return
    this.#links.add(link)
    if (this.kind !== 'router') return
    const former = this.#table.get(link.routingId)
    this.#table.set(link.routingId, link)
    if (!former) return
    this.#network.situations.saw('a connection was taken over before its end was noticed')
    this.#links.delete(former)
    former.closedBy('far', false)
  }

  take(link: Link, frames: OutgoingFrame[]): void {
    const { world } = this.#network
    if (!this.#isClosed && this.#links.has(link)) this.#tell(link, frames)
    else world.trace.tell(world.now, 'nobody is there for', () => frames.join(' | '))
  }

  /** The connection has ended, and all that came over it was taken. */
  ended(link: Link): void {
    if (!this.#links.delete(link)) return
    if (this.#table.get(link.routingId) === link) this.#table.delete(link.routingId)
    const { disconnectMessage, hiccupMessage } = this.#options
    const message = this.kind === 'router' ? disconnectMessage : hiccupMessage
    if (message === undefined) return
    if (this.kind !== 'router') this.#network.onLost.get(this.process)?.()
    // It lies behind what others sent.
    const delayMs = this.#network.world.random.between(0, 2)
    this.process.post(this.process.now() + delayMs, 'told of it', () => this.#isClosed || this.#tell(link, [message]))
  }

  #tell(link: Link, frames: OutgoingFrame[]): void {
    const taken = frames.map(toBuffer)
    if (this.kind === 'router') taken.unshift(Buffer.from(link.routingId, 'latin1'))
    this.#listener?.(taken)
  }

  #route(frames: OutgoingFrame[]): true {
    const [id, ...others] = frames
    const refusal = this.#sendTo(toBuffer(id as OutgoingFrame).toString('latin1'), others)
    if (refusal) queueMicrotask(() => this.#isClosed || this.#onRefused?.(frames, refusal))
    return true
  }

  #sendTo(id: string, frames: OutgoingFrame[]): RefusalReason | undefined {
    const link = this.#table.get(id)
    const refusal = !link ? 'unroutable' : link.isFullFrom('far') ? 'full' : undefined
    if (refusal) this.#network.situations.saw(refusal === 'full' ? 'a peer had no room' : 'a peer was gone')
    else link?.send('far', frames)
    return refusal
  }

  #sideOf(link: Link | undefined): Side {
    return link?.near === this ? 'near' : 'far'
  }

  #leave(lingers: boolean): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#forgetEnd()
    this.#network.left(this)
    for (const link of this.#links) link.closedBy(this.#sideOf(link), lingers)
    this.#links.clear()
    this.#table.clear()
  }
}
