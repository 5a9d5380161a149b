/** What a worker says of itself at intervals, as a record. */
import type { HeartbeatRecord } from '@errand/protocol'

export interface Condition {
  /** How late the event loop is, in milliseconds with fractions. */
  readonly lagMs: number
  readonly memoryBytes: number
  /** The newest task that it was given; 0 for none. */
  readonly lastTask: number
  /** The ids of the tasks that it owes an outcome. */
  readonly held: Iterable<number>
}

export function heartbeatRecord({ lagMs, memoryBytes, lastTask, held }: Condition): HeartbeatRecord {
  return {
    kind: 'heartbeat',
    lagMs: Math.max(0, Math.floor(lagMs)),
    memoryBytes,
    lastTask,
    metadata: '',
    codec: 'j',
    body: JSON.stringify([...held]),
  }
}
