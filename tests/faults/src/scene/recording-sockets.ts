/** Sockets that note what passes through them: which requests were sent, which outcomes came, before any code of the client sees them. */
import { decodePacket, defaultLimits, type IncomingFrame, type WireRecord } from '@errand/protocol'
import type { MessageSocket, SocketFactory } from '@errand/sockets'
import type { ClientLog } from '../audit/client-log.js'
import { noteHeard, noteSent } from './wire-notes.js'

/** @param log where it is noted; requests are known by their number */
export function recordingSockets(sockets: SocketFactory, log: ClientLog): SocketFactory {
  return {
    open(kind, options) {
      if (options?.routingId !== undefined) log.routingIds.push(options.routingId)
      return recording(sockets.open(kind, options), log)
    },
    closeAll: (lingerMs) => sockets.closeAll(lingerMs),
    get openSockets() {
      return sockets.openSockets
    },
  }
}

function recording(socket: MessageSocket, log: ClientLog): MessageSocket {
  return {
    kind: socket.kind,
    bind: (endpoint) => socket.bind(endpoint),
    connect: (endpoint) => socket.connect(endpoint),
    onRefused: (listener) => socket.onRefused(listener),
    close: (lingerMs) => socket.close(lingerMs),
    send(frames) {
      const records = recordsIn(frames)
      const isSent = socket.send(frames)
      for (const record of isSent ? records : []) noteSent(record, log)
      return isSent
    },
    listen(listener) {
      socket.listen((frames) => {
        for (const record of recordsIn(frames)) noteHeard(record, log)
        listener(frames)
      })
    },
  }
}

function recordsIn(frames: readonly IncomingFrame[]): readonly WireRecord[] {
  return decodePacket(frames, defaultLimits).records
}
