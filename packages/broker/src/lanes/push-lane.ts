/** The lane of a dedicated worker: a PUSH for its work and a PAIR for its stop, both bound here and used by it alone. */
import type { EndpointBook, MessageSocket, SocketFactory, ThreadHandle } from '@errand/sockets'
import { type LaneSurroundings, type PacketLane, packetLane } from './lane-outbox.js'

export interface PushLane {
  readonly port: PacketLane
  readonly endpoints: { readonly work: string; readonly stop: string }
  /** Tells the worker to stop. @returns false where it has not connected, and so cannot be told */
  stop(): boolean
  close(): void
}

export interface PushLaneOptions extends LaneSurroundings {
  readonly name: string
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly handle: ThreadHandle
}

/** Binds `<name>` and `<name>.stop`. */
export async function pushLane({ name, sockets, book, handle, ...surroundings }: PushLaneOptions): Promise<PushLane> {
  // No high-water mark: the worker's credit bounds what is on its way.
  const push: MessageSocket = sockets.open('push', { highWaterMark: 0 })
  const pair = sockets.open('pair')
  const endpoints = { work: await book.bind(push, name), stop: await book.bind(pair, `${name}.stop`) }
  const port = packetLane(surroundings, (frames) => {
    if (!push.send(frames)) return false
    handle.ring('work')
    return true
  })
  // Its answer needs no looking at: the end of the thread says more, and comes right after it.
  pair.listen(() => undefined)
  return {
    port,
    endpoints,
    stop() {
      if (!pair.send([''])) return false
      handle.ring('stop')
      return true
    },
    close() {
      port.outbox.clear()
      push.close()
      pair.close()
    },
  }
}
