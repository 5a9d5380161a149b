/** Records, and packets read back, for tests that care for their order and not for what they say. */
import { type CreditRecord, decodePacket, defaultLimits, type OutgoingFrame } from '@errand/protocol'

export function credit(slots: number): CreditRecord {
  return { kind: 'credit', slots }
}

function asBytes(frame: OutgoingFrame): Uint8Array {
  return typeof frame === 'string' ? Buffer.from(frame) : frame
}

/** The slots of the credit records in a packet. */
export function slotsIn(frames: readonly OutgoingFrame[]): number[] {
  const { records } = decodePacket(frames.map(asBytes), defaultLimits)
  return records.flatMap((record) => (record.kind === 'credit' ? [record.slots] : []))
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}

/** The end of this turn of the event loop: what was scheduled for it before has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Looks again each turn of the event loop; the test's own time-out ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn()
}
