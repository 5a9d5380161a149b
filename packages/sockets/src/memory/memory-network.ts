/** The endpoints that in-memory sockets share: who is bound, and who connected before anybody was. */
import { endpointInUse, transportOf } from '../endpoint.js'
import { SocketsError } from '../sockets-error.js'
import { PipeEnd, type PipeOwner } from './pipe-end.js'

export interface MemoryNetworkOptions {
  /**
   * Runs a delivery later, never at once. A simulation may choose when.
   * @default setImmediate: a message comes in a later turn of the event loop, as one of ZeroMQ does. Microtasks would
   * keep two sockets that answer each other in one turn for ever, and timers out.
   */
  readonly later?: (deliver: () => void) => unknown
}

/** Sockets reach each other by endpoints of the same network. */
export interface MemoryNetwork {
  /** Where somebody is bound, or waits for somebody to be. */
  readonly endpoints: readonly string[]
  /** Breaks all connections to the endpoint: what is on its way is lost, and both sides are told. */
  cut(endpoint: string): void
}

export interface Bindable extends PipeOwner {
  attach(end: PipeEnd): void
  cut(endpoint: string): void
}

export class Network implements MemoryNetwork {
  readonly later: (deliver: () => void) => unknown
  readonly #bound = new Map<string, Bindable>()
  /** Far ends of pipes to endpoints that are not bound yet. */
  readonly #awaited = new Map<string, PipeEnd[]>()

  constructor({ later = setImmediate }: MemoryNetworkOptions) {
    this.later = later
  }

  get endpoints(): readonly string[] {
    return [...this.#bound.keys(), ...this.#awaited.keys()]
  }

  cut(endpoint: string): void {
    this.#bound.get(endpoint)?.cut(endpoint)
  }

  bind(endpoint: string, socket: Bindable): void {
    assertInproc(endpoint)
    if (this.#bound.has(endpoint)) throw endpointInUse(endpoint)
    this.#bound.set(endpoint, socket)
    const waiting = this.#awaited.get(endpoint) ?? []
    this.#awaited.delete(endpoint)
    for (const end of waiting) socket.attach(end)
  }

  /** @returns the near end of a pipe to whoever is bound there, or will be */
  connect(endpoint: string, socket: PipeOwner): PipeEnd {
    assertInproc(endpoint)
    const near = PipeEnd.connect(endpoint, socket)
    const bound = this.#bound.get(endpoint)
    if (bound) bound.attach(near.other)
    else this.#awaited.set(endpoint, [...(this.#awaited.get(endpoint) ?? []), near.other])
    return near
  }

  /** Frees what the socket was bound to, and waits no longer for what it connected to: both as over inproc. */
  leave(socket: Bindable): void {
    for (const [endpoint, bound] of this.#bound) if (bound === socket) this.#bound.delete(endpoint)
    for (const [endpoint, ends] of this.#awaited) {
      const left = ends.filter((end) => end.other.owner !== socket)
      if (left.length > 0) this.#awaited.set(endpoint, left)
      else this.#awaited.delete(endpoint)
    }
  }
}

function assertInproc(endpoint: string): void {
  if (transportOf(endpoint) === 'inproc') return
  throw new SocketsError('invalid-endpoint', `the endpoint is "${endpoint}"; sockets in memory take inproc://name`)
}

export function memoryNetwork(options: MemoryNetworkOptions = {}): MemoryNetwork {
  return new Network(options)
}
