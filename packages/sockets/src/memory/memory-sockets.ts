/** The in-memory twin of ZeroMQ's sockets, for tests, simulation and programs that stay in one thread. */
import type { SocketFactory } from '../message-socket.js'

export function memorySockets(): SocketFactory {
  throw new Error('not built')
}
