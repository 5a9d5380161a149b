/** What a worker's heartbeat says, or nothing where it cannot be read. */
import type { HeartbeatRecord, PayloadCodecs } from '@errand/protocol'
import type { Heartbeat } from './core/state/ports.js'

/** @returns undefined where its body is not a list of ids */
export function readHeartbeat(record: HeartbeatRecord, codecs: PayloadCodecs): Heartbeat | undefined {
  const held = bodyOf(record, codecs)
  if (!Array.isArray(held) || !held.every((id) => Number.isSafeInteger(id))) return undefined
  const { lagMs, memoryBytes, lastTask } = record
  return { lagMs, memoryBytes, lastTask, held: new Set(held as readonly number[]) }
}

function bodyOf(record: HeartbeatRecord, codecs: PayloadCodecs): unknown {
  try {
    return codecs.decode(record)
  } catch {
    return undefined
  }
}
