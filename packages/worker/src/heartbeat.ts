/**
 * A worker's heartbeat: at intervals it says which tasks it holds, how late its event loop is, and how much memory it
 * uses. How late the timer fires is how late the loop is.
 */
import type { HeartbeatRecord } from '@errand/protocol'
import type { Clock, Timer } from '@errand/timing'
import { heartbeatRecord } from './core/heartbeat-record.js'
import { memoryBytes } from './memory-use.js'

export interface HeartbeatOptions {
  readonly clock: Clock
  /** Milliseconds between two; 0 for none. */
  readonly intervalMs: number
  /** What is in hand, as it is when asked. */
  readonly tasks: { readonly lastTask: number; readonly held: Iterable<number> }
  /** Sends it behind all that was sent before by the same way. */
  readonly send: (record: HeartbeatRecord) => void
}

export interface Heartbeat {
  stop(): void
}

class TimedHeartbeat implements Heartbeat {
  readonly #options: HeartbeatOptions
  #timer: Timer | undefined

  constructor(options: HeartbeatOptions) {
    this.#options = options
    if (options.intervalMs > 0) this.#beatLater()
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #beatLater(): void {
    const { clock, intervalMs } = this.#options
    const dueAt = clock.now() + intervalMs
    // A thread that has nothing else to do may end.
    this.#timer = clock.setTimer(dueAt, () => this.#beat(clock.now() - dueAt), { keepsProcessAlive: false })
  }

  #beat(lagMs: number): void {
    const { tasks, send } = this.#options
    // Before it is sent: where that throws, or stops it, it counts.
    this.#beatLater()
    send(heartbeatRecord({ lagMs, memoryBytes: memoryBytes(), lastTask: tasks.lastTask, held: tasks.held }))
  }
}

/** The first comes an interval from now. */
export function heartbeat(options: HeartbeatOptions): Heartbeat {
  return new TimedHeartbeat(options)
}
