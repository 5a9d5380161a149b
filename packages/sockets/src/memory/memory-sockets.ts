/** The in-memory twin of ZeroMQ's sockets, for tests, simulation and programs that stay in one thread. */
import type { MessageSocket, SocketFactory, SocketKind, SocketOptions } from '../message-socket.js'
import { type MemoryNetwork, memoryNetwork, type Network } from './memory-network.js'
import { MemorySocket, type MemorySocketContext } from './memory-socket.js'

class MemorySockets implements SocketFactory {
  readonly #open = new Set<MemorySocket>()
  readonly #context: MemorySocketContext

  constructor(network: Network) {
    this.#context = { network, onClosed: (socket) => this.#open.delete(socket) }
  }

  get openSockets(): number {
    return this.#open.size
  }

  open(kind: SocketKind, options: SocketOptions = {}): MessageSocket {
    const socket = new MemorySocket(kind, options, this.#context)
    this.#open.add(socket)
    return socket
  }

  closeAll(): void {
    for (const socket of this.#open) socket.close()
  }
}

/**
 * Sockets that pass the contract suite of ZeroMQ's over inproc, without the addon. They do not keep a process alive, and
 * need no bells: a listener is called in a later turn of the event loop.
 * @param network that other factories share; left out: one of their own
 */
export function memorySockets(network: MemoryNetwork = memoryNetwork()): SocketFactory {
  return new MemorySockets(network as Network)
}
