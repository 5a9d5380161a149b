/** Sockets as those of a launched thread: woken by bells, which are rung here after each message that one of them sends. */
import type { SocketFactory } from '../src/message-socket.js'
import { ThreadControl, ThreadHandle } from '../src/thread-control.js'
import { zeromqSockets } from '../src/zeromq/zeromq-sockets.js'

export function belledSockets(): SocketFactory {
  const handle = new ThreadHandle()
  const sockets = zeromqSockets(new ThreadControl(handle.memory))
  return {
    open(kind, options) {
      const socket = sockets.open(kind, { ...options, bell: 'work' })
      const send = socket.send.bind(socket)
      socket.send = (frames) => {
        const isTaken = send(frames)
        if (isTaken) handle.ring('work')
        return isTaken
      }
      return socket
    },
    closeAll: () => sockets.closeAll(),
    get openSockets() {
      return sockets.openSockets
    },
  }
}
