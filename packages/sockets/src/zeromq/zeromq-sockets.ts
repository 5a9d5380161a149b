/** The factory of ZeroMQ sockets for one thread. */
import { BellListeners } from '../bell-listeners.js'
import type { MessageSocket, SocketFactory, SocketKind, SocketOptions } from '../message-socket.js'
import { openGuard, type ThreadControl } from '../thread-control.js'
import { ZeromqSocket, type ZeromqSocketContext } from './zeromq-socket.js'

class ZeromqSockets implements SocketFactory {
  readonly #open = new Set<ZeromqSocket>()
  readonly #context: ZeromqSocketContext

  constructor(control: ThreadControl | undefined) {
    this.#context = {
      guard: control ?? openGuard,
      bells: control && new BellListeners(control),
      onClosed: (socket) => this.#open.delete(socket),
    }
  }

  get openSockets(): number {
    return this.#open.size
  }

  open(kind: SocketKind, options: SocketOptions = {}): MessageSocket {
    const socket = new ZeromqSocket(kind, options, this.#context)
    this.#open.add(socket)
    return socket
  }

  closeAll(lingerMs?: number): void {
    for (const socket of this.#open) socket.close(lingerMs)
  }
}

/**
 * @param control of a thread that can be ended from outside: its sockets are woken by bells and never receive otherwise.
 * Without it sockets receive in the ordinary way, which only the main thread may do, or a thread that runs no code but
 * errand's and ends by itself.
 */
export function zeromqSockets(control?: ThreadControl): SocketFactory {
  return new ZeromqSockets(control)
}
