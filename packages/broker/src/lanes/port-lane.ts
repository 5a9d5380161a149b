/**
 * The lane of a thread that is handed its tasks by its port, as the seed hands calls to a loop of another thread: one
 * way to an event loop, both ways to a compute thread, which has no sockets.
 */
import type { Worker } from 'node:worker_threads'
import type { OutgoingFrame, PortPacket } from '@errand/protocol'
import { type LaneSurroundings, type PacketLane, packetLane } from './lane-outbox.js'

export interface PortLane extends PacketLane {
  /** Tells the thread to stop. @returns true: a port takes everything */
  stop(graceMs: number): true
}

/** @param thread undefined until the thread was started, and after it has ended */
export function portLane(surroundings: LaneSurroundings, thread: () => Worker | undefined): PortLane {
  const lane = packetLane(surroundings, (frames: OutgoingFrame[]) => {
    const packet: PortPacket = { frames }
    thread()?.postMessage(packet)
    return true
  })
  return {
    ...lane,
    stop(graceMs) {
      lane.outbox.add({ kind: 'stop', graceMs })
      lane.outbox.flush()
      return true
    },
  }
}
