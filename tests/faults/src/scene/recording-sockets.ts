/** Sockets that note what passes through them: which requests were sent, which outcomes came, before any code of the client sees them. */
import { decodePacket, defaultLimits, type IncomingFrame, type OutcomeRecord, type WireRecord } from '@errand/protocol'
import type { MessageSocket, SocketFactory } from '@errand/sockets'
import type { ClientLog } from '../audit/client-log.js'

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

function noteSent(record: WireRecord, log: ClientLog): void {
  if (record.kind === 'request') log.noteSent(String(record.id), record.window)
  else if (record.kind === 'pull') log.notePulled(String(record.id), record.chunks)
}

function noteHeard(record: WireRecord, log: ClientLog): void {
  if (record.kind === 'chunk') log.noteChunk(String(record.id))
  else if (isOutcome(record)) noteOutcome(record, log)
}

function isOutcome({ kind }: WireRecord): boolean {
  return kind === 'reply' || kind === 'failure'
}

/** Id 0 is about the link, and no request's outcome. */
function noteOutcome(record: WireRecord, log: ClientLog): void {
  const { id, kind, body, ...rest } = record as OutcomeRecord & { readonly code?: string }
  if (id > 0) log.noteOutcome(String(id), `${kind} ${rest.code ?? ''} ${Buffer.from(body).toString()}`)
}
