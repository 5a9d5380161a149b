/** Sockets that lose messages, or single records of them, by seed: more than ZeroMQ ever does on a connection that lives. */
import { decodePacket, defaultLimits, type OutgoingFrame, packetEncoder, type WireRecord } from '@errand/protocol'
import type { MessageSocket, SocketFactory } from '@errand/sockets'
import type { Random } from '../random.js'

export interface LossOptions {
  readonly random: Random
  /** What is lost: whole packets, records out of them, or only the first by which a task is taken back. */
  readonly loses: 'packets' | 'records' | 'cancels'
  readonly probability: number
  /** Messages that pass at first, an announcement for one. */
  readonly spared: number
}

type Frames = readonly (string | Uint8Array)[]

export function lossySockets(sockets: SocketFactory, options: LossOptions): SocketFactory {
  return {
    open: (kind, socketOptions) => lossy(sockets.open(kind, socketOptions), options),
    closeAll: (lingerMs) => sockets.closeAll(lingerMs),
    get openSockets() {
      return sockets.openSockets
    },
  }
}

function lossy(socket: MessageSocket, options: LossOptions): MessageSocket {
  const [there, back] = [lossOf(options), lossOf(options)]
  return {
    kind: socket.kind,
    bind: (endpoint) => socket.bind(endpoint),
    connect: (endpoint) => socket.connect(endpoint),
    onRefused: (listener) => socket.onRefused(listener),
    close: (lingerMs) => socket.close(lingerMs),
    send(frames) {
      const left = there(frames)
      return left === undefined || socket.send([...left] as OutgoingFrame[])
    },
    listen(listener) {
      socket.listen((frames) => {
        const left = back(frames)
        if (left) listener(left.map((frame) => (typeof frame === 'string' ? Buffer.from(frame) : frame)))
      })
    },
  }
}

/** @returns what is left of a message, or undefined */
function lossOf({ random, loses, probability, spared }: LossOptions): (frames: Frames) => Frames | undefined {
  let seen = 0
  const takenBack = new Set<number>()
  const isFirstCancel = (record: WireRecord): boolean =>
    record.kind === 'cancel' && !takenBack.has(record.id) && takenBack.add(record.id).size > 0
  return (frames) => {
    if (++seen <= spared) return frames
    if (loses === 'packets') return random.chance(probability) ? undefined : frames
    return withoutSome(frames, (record) => (loses === 'records' || isFirstCancel(record)) && random.chance(probability))
  }
}

function withoutSome(frames: Frames, isLost: (record: WireRecord) => boolean): Frames | undefined {
  const encoder = packetEncoder(defaultLimits, 'any')
  const left = decodePacket(frames, defaultLimits).records.filter((record) => !isLost(record))
  for (const record of left) encoder.add(record)
  return left.length > 0 ? encoder.take() : undefined
}
