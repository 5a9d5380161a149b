/**
 * A connection between two sockets, as ZeroMQ makes it: what each side sends arrives in order, or, where the connection
 * breaks, no more from some message on. Each side is told of the break later, and not both at once.
 */
import type { OutgoingFrame } from '@errand/protocol'
import type { SimNetwork } from './sim-network.js'
import type { SimSocket } from './sim-socket.js'
import type { WireConditions } from './wire-conditions.js'

export type Side = 'near' | 'far'

interface Direction {
  /** Messages that the other side has not taken. */
  waiting: number
  /** When the last of them arrives. */
  lastAtMs: number
  /** Nothing arrives from then on. */
  endsAtMs: number
}

function newDirection(): Direction {
  return { waiting: 0, lastAtMs: 0, endsAtMs: Infinity }
}

function otherOf(side: Side): Side {
  return side === 'near' ? 'far' : 'near'
}

export class Link {
  readonly endpoint: string
  /** Who connected. */
  readonly near: SimSocket
  /** Who is bound; undefined as long as nobody is. */
  far: SimSocket | undefined
  /** What a ROUTER at the far end knows it by. */
  readonly routingId: string
  readonly #network: SimNetwork
  readonly #conditions: WireConditions
  readonly #from: { readonly [side in Side]: Direction } = { near: newDirection(), far: newDirection() }
  readonly #told = { near: false, far: false }
  /** What was sent before there was anybody. */
  #early: OutgoingFrame[][] = []

  constructor(network: SimNetwork, near: SimSocket, endpoint: string, routingId: string) {
    this.#network = network
    this.#conditions = network.conditionsOf(endpoint)
    this.near = near
    this.endpoint = endpoint
    this.routingId = routingId
  }

  get isBroken(): boolean {
    return this.#from.near.endsAtMs < Infinity || this.#from.far.endsAtMs < Infinity
  }

  /** The sender's mark and the receiver's together; none where either has none. */
  isFullFrom(side: Side): boolean {
    const own = this.#of(side)?.highWaterMark ?? 0
    const others = this.#of(otherOf(side))?.receiveHighWaterMark
    const most = own === 0 || others === 0 ? Infinity : own + (others ?? 0)
    return this.#from[side].waiting + (side === 'near' ? this.#early.length : 0) >= most
  }

  attach(far: SimSocket): void {
    this.far = far
    const early = this.#early
    this.#early = []
    for (const frames of early) this.send('near', frames)
  }

  send(side: Side, frames: OutgoingFrame[]): void {
    if (side === 'near' && !this.far) return void this.#early.push(frames)
    const direction = this.#from[side]
    const arriving = this.#conditions.spoilt(frames)
    const { world, noticedAfterMs } = this.#network
    if (arriving !== frames)
      for (const end of [this.near, this.far]) if (end) end.process.misledUntilMs = world.now + noticedAfterMs
    world.trace.tell(world.now, `${this.#of(side)?.process.name} sends`, () => shown(frames, arriving))
    if (!arriving) return
    direction.waiting++
    const atMs = this.#arrival(side)
    const receiver = this.#of(otherOf(side)) as SimSocket
    receiver.process.post(atMs, 'message', () => {
      if (atMs > direction.endsAtMs) {
        this.#conditions.lostWithConnection(arriving)
        return world.trace.tell(world.now, 'lost with its connection', () => shown(frames, arriving))
      }
      direction.waiting--
      receiver.take(this, arriving)
    })
  }

  /**
   * It breaks now.
   * @param tellMs after how long each side is told; undefined for never
   */
  break(tellMs: { readonly near?: number | undefined; readonly far?: number | undefined }): void {
    if (this.isBroken) return
    const now = this.#network.world.now
    for (const side of ['near', 'far'] as const) this.#from[side].endsAtMs = now
    this.#tellLater('near', tellMs.near)
    this.#tellLater('far', tellMs.far)
  }

  /** One side closes its socket. What it sent still arrives, if it lingers; the other side is told behind that. */
  closedBy(side: Side, lingers: boolean): void {
    this.#told[side] = true
    const other = otherOf(side)
    this.#early = []
    const isTold = this.isBroken
    const now = this.#network.world.now
    this.#from[other].endsAtMs = Math.min(this.#from[other].endsAtMs, now)
    const direction = this.#from[side]
    direction.endsAtMs = Math.min(direction.endsAtMs, lingers ? Math.max(direction.lastAtMs, now) : now)
    if (!isTold) this.#tellAt(other, this.#arrival(side))
  }

  #arrival(side: Side): number {
    const direction = this.#from[side]
    const sender = this.#of(side)
    const sentAtMs = sender?.process.now() ?? this.#network.world.now
    direction.lastAtMs = Math.max(direction.lastAtMs, sentAtMs + this.#conditions.delayMs())
    return direction.lastAtMs
  }

  #tellLater(side: Side, ms: number | undefined): void {
    if (ms !== undefined) this.#tellAt(side, Math.max(this.#network.world.now + ms, this.#from[otherOf(side)].lastAtMs))
  }

  #tellAt(side: Side, atMs: number): void {
    const socket = this.#of(side)
    socket?.process.post(atMs, 'connection ended', () => {
      if (this.#told[side]) return
      this.#told[side] = true
      socket.ended(this)
    })
  }

  #of(side: Side): SimSocket | undefined {
    return side === 'near' ? this.near : this.far
  }
}

/** For a person who looks for what went wrong. */
function shown(frames: readonly OutgoingFrame[], arriving: readonly OutgoingFrame[] | undefined): string {
  const text = frames
    .map((frame) => (typeof frame === 'string' ? frame : Buffer.from(frame).toString('latin1')))
    .join(' | ')
  return arriving === frames ? text : arriving ? `${text} (spoilt)` : `${text} (lost)`
}
