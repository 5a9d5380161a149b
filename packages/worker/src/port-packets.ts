/** Packets for a port between threads: memory is handed over, copied once before. */
import type { OutgoingFrame, PortPacket } from '@errand/protocol'

export interface PortMessage {
  readonly packet: PortPacket
  /** What the port moves instead of copying it. */
  readonly moved: readonly ArrayBuffer[]
}

/**
 * Bytes are copied by hand: their owner may go on with them, and a port that is given a view copies all of the memory
 * that it is a view of, more than once.
 */
export function portMessage(frames: readonly OutgoingFrame[]): PortMessage {
  const moved: ArrayBuffer[] = []
  const packet = {
    frames: frames.map((frame) => {
      if (typeof frame === 'string') return frame
      const copy = new Uint8Array(frame)
      moved.push(copy.buffer)
      return copy
    }),
  }
  return { packet, moved }
}
