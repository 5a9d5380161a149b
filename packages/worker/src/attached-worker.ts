/** What who attaches a worker sees of it. */
import type { ProtocolLimits } from '@errand/protocol'
import type { SocketFactory } from '@errand/sockets'
import type { WorkerOptions } from './worker-options.js'

export interface AttachOptions extends WorkerOptions {
  /** The broker's front, as clients use it. */
  readonly endpoint: string
  /** Name of this worker; no other worker of the broker has it. */
  readonly name: string
  readonly limits?: Partial<ProtocolLimits>
  /**
   * Milliseconds between two heartbeats, by which the broker learns what the worker holds, how late its event loop is and
   * how much memory it uses. From 0, which is for none, to 2,147,483,647.
   * @default 1000
   */
  readonly heartbeatIntervalMs?: number
  /**
   * Whether the worker announces itself anew where its connection to the broker was lost. Where not, it ends then.
   * @default true
   */
  readonly reattach?: boolean
  /** Another set of sockets, the in-memory ones for example. @default ZeroMQ's */
  readonly sockets?: SocketFactory
}

export interface StopOptions {
  /**
   * Milliseconds that running handlers have to end; then the worker disconnects without their answers. From 0.
   * @default 5000; what the broker grants, where the broker stops the worker
   */
  readonly graceMs?: number
}

export interface AttachedWorker extends AsyncDisposable {
  /**
   * Resolves when the worker has stopped: by `close`, or because the broker stopped it. Rejects with a RequestError:
   * `bad-request` where the broker refused it, because another worker has its name for one; `broker-lost` where the
   * connection ended and `reattach` is false. A connection that is made again leaves it pending.
   */
  readonly stopped: Promise<void>
  /**
   * Starts nothing more, aborts the signals of what runs, and disconnects when that has ended. Late callers join.
   *
   * @throws OptionError
   */
  close(options?: StopOptions): Promise<void>
}
