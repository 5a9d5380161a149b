/** The lane of an event loop: tasks are handed to its thread, as the seed hands calls to a loop of another thread. */
import type { Worker } from 'node:worker_threads'
import type { OutgoingFrame, PortPacket } from '@errand/protocol'
import { type LaneSurroundings, type PacketLane, packetLane } from './lane-outbox.js'

/** @param thread undefined until the thread was started, and after it has ended */
export function loopLane(surroundings: LaneSurroundings, thread: () => Worker | undefined): PacketLane {
  return packetLane(surroundings, (frames: OutgoingFrame[]) => {
    const packet: PortPacket = { frames }
    thread()?.postMessage(packet)
    return true
  })
}
