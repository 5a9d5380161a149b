/** Where sockets are bound, who has connected to them, and what the ways between them are like. */
import { transportOf, type SocketFactory } from '@errand/sockets'
import type { SimProcess } from '../engine/sim-process.js'
import type { World } from '../engine/world.js'
import type { Situations } from '../audit/situations.js'
import type { Plan } from '../plan.js'
import { Link } from './link.js'
import { SimSocket } from './sim-socket.js'
import type { WireConditions, WireKind } from './wire-conditions.js'

/** How long ZeroMQ takes to try again where nobody was. */
const reconnectMs = 100

export type Conditions = { readonly [kind in WireKind]: WireConditions }

export class SimNetwork {
  readonly world: World
  readonly situations: Situations
  readonly conditions: Conditions
  /** Told of the end of a connection that the process had made. */
  readonly onLost: Map<SimProcess, () => void> = new Map()
  /** Nobody can connect to it from these any more. */
  readonly cutOff: Set<SimProcess> = new Set()
  readonly #bound = new Map<string, SimSocket>()
  readonly #awaiting = new Map<string, Set<Link>>()
  readonly #links = new Set<Link>()
  #generated = 0

  /** Where a socket has none of its own. */
  readonly highWaterMark: number

  /** Within so many milliseconds a loss is noticed: the digest gives five heartbeats to the way, and asks for two misses. */
  readonly noticedAfterMs: number

  constructor(world: World, conditions: Conditions, situations: Situations, plan: Plan) {
    this.highWaterMark = plan.highWaterMark
    this.noticedAfterMs = 10 * plan.heartbeatIntervalMs
    this.world = world
    this.conditions = conditions
    this.situations = situations
  }

  conditionsOf(endpoint: string): WireConditions {
    return this.conditions[transportOf(endpoint) === 'inproc' ? 'inproc' : 'ipc']
  }

  socketsOf(process: SimProcess): SocketFactory {
    return {
      open: (kind, options = {}) => new SimSocket(this, process, kind, options),
      closeAll: () => undefined,
      openSockets: 0,
    }
  }

  bind(endpoint: string, socket: SimSocket): void {
    this.#bound.set(endpoint, socket)
    for (const link of this.#awaiting.get(endpoint) ?? []) this.#attachLater(link, this.#pause())
  }

  connect(endpoint: string, socket: SimSocket, given: string | undefined): Link {
    const link = new Link(this, socket, endpoint, given ?? `\0${++this.#generated}`)
    const awaiting = this.#awaiting.get(endpoint)
    if (awaiting) awaiting.add(link)
    else this.#awaiting.set(endpoint, new Set([link]))
    if (this.#bound.has(endpoint)) this.#attachLater(link, this.conditionsOf(endpoint).delayMs())
    return link
  }

  /** Connections of a process, of those that can break. */
  linksOf(process: SimProcess): readonly Link[] {
    return [...this.#links].filter((link) => link.near.process === process && !link.isBroken)
  }

  left(socket: SimSocket): void {
    for (const [endpoint, bound] of this.#bound) if (bound === socket) this.#bound.delete(endpoint)
    for (const awaiting of this.#awaiting.values())
      for (const link of awaiting) if (link.near === socket) awaiting.delete(link)
    for (const link of this.#links) if (link.near === socket || link.far === socket) this.#links.delete(link)
  }

  /** After a break no process tries by itself: each has its own way of coming back. */
  #attachLater(link: Link, ms: number): void {
    const { endpoint, near } = link
    const far = this.#bound.get(endpoint)
    const isInproc = transportOf(endpoint) === 'inproc'
    const attach = (): void => {
      if (!this.#awaiting.get(endpoint)?.has(link) || this.#bound.get(endpoint) !== far || !far) return
      if (this.cutOff.has(near.process)) return
      this.#awaiting.get(endpoint)?.delete(link)
      if (!isInproc) this.#links.add(link)
      this.world.trace.tell(
        this.world.now,
        `${near.process.name} is connected`,
        () => `${link.routingId} to ${endpoint}`,
      )
      far.attach(link)
      link.attach(far)
    }
    if (isInproc) attach()
    else this.world.after(ms, 'connected', attach)
  }

  #pause(): number {
    return this.world.random.between(0, reconnectMs)
  }
}
