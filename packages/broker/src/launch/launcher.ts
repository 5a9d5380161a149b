/** Starts, rings, stops and joins the threads that run handlers. */
import { randomBytes } from 'node:crypto'
import type { ResourceLimits } from 'node:worker_threads'
import {
  formatRoutingId,
  type LaunchDescriptor,
  newStartLog,
  type ProtocolLimits,
  type SocketThreadLaunch,
} from '@errand/protocol'
import { type EndpointBook, type FlushSchedule, type SocketFactory, ThreadHandle } from '@errand/sockets'
import type { Clock } from '@errand/timing'
import type { BrokerCore } from '../core/broker-core.js'
import { loopLane } from '../lanes/loop-lane.js'
import { type PushLane, pushLane } from '../lanes/push-lane.js'
import type { PacketLane } from '../lanes/lane-outbox.js'
import { type DedicatedWorkerOptions, loopNames, type PoolOptions } from '../options.js'
import type { Results } from '../results.js'
import { Starts } from './starts.js'
import { LaunchedThread } from './thread.js'

export interface LauncherOptions {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly schedule: FlushSchedule
  readonly limits: ProtocolLimits
  readonly results: Results
  readonly endpoints: { readonly front: string; readonly results: string }
  readonly startTimeoutMs: number
  readonly stopGraceMs: number
}

/** One thread that was launched, with the lane that leads to it. */
interface Launched {
  readonly name: string
  readonly peer: string
  readonly handle: ThreadHandle
  thread: LaunchedThread | undefined
  /** Tells it to stop. @returns false where it cannot be told */
  readonly stop: () => boolean
  readonly close: () => void
}

interface ThreadSource {
  readonly module: URL | string
  readonly data?: unknown
  readonly resourceLimits?: ResourceLimits
}

export class Launcher {
  readonly #options: LauncherOptions
  readonly #launched = new Map<string, Launched>()
  readonly #starts = new Starts()

  constructor(options: LauncherOptions) {
    this.#options = options
  }

  get threads(): number {
    return this.#launched.size
  }

  isLaunched(peer: string): boolean {
    return this.#launched.has(peer)
  }

  /** A message for a nested request of this peer is on its way. */
  ring(peer: string): void {
    this.#launched.get(peer)?.handle.ring('front')
  }

  /** Resolves when the worker is ready. @throws BrokerError `worker-start-failed` */
  async dedicated(worker: DedicatedWorkerOptions): Promise<void> {
    const { sockets, book, limits, schedule, endpoints } = this.#options
    const { name } = worker
    const basis = this.#basis(name)
    const lane: PushLane = await pushLane({ name, sockets, book, handle: basis.handle, limits, schedule })
    const descriptor: LaunchDescriptor = {
      kind: 'worker',
      ...basis.descriptor,
      endpoints: { ...endpoints, ...lane.endpoints },
    }
    const launched: Launched = {
      name,
      peer: basis.peer,
      handle: basis.handle,
      thread: undefined,
      stop: () => lane.stop(),
      close: () => lane.close(),
    }
    await this.#start(launched, basis.peer, lane.port, descriptor, worker)
  }

  /** Resolves when all loops are ready. @throws BrokerError `worker-start-failed` */
  async pool(pool: PoolOptions): Promise<void> {
    const poolName = pool.name ?? 'loop'
    await Promise.all(loopNames(poolName, pool.loops).map((name) => this.#loop(name, poolName, pool)))
  }

  /** Tells all threads to stop, and resolves when all have ended. */
  async stop(): Promise<void> {
    const { stopGraceMs } = this.#options
    const launched = [...this.#launched.values()]
    await Promise.all(launched.map(async ({ stop, thread }) => thread?.join(stop() ? stopGraceMs : 0)))
    // A thread that is stuck in native code is left, its lane is not.
    for (const { close } of launched) close()
  }

  /** For the end of the whole process: makes all threads safe to be ended with it. */
  endWithProcess(): void {
    for (const { thread } of this.#launched.values()) thread?.endWithProcess()
  }

  async #loop(name: string, poolName: string, pool: PoolOptions): Promise<void> {
    const { limits, schedule, endpoints } = this.#options
    const basis = this.#basis(name)
    const port = loopLane({ limits, schedule }, () => launched.thread?.worker)
    const descriptor: LaunchDescriptor = { kind: 'loop', ...basis.descriptor, endpoints, workers: pool.workers }
    const launched: Launched = {
      name,
      peer: basis.peer,
      handle: basis.handle,
      thread: undefined,
      stop: () => stopLoop(port, this.#options.stopGraceMs),
      close: () => port.outbox.clear(),
    }
    await this.#start(launched, `pool ${poolName}`, port, descriptor, pool)
  }

  #basis(name: string): {
    peer: string
    handle: ThreadHandle
    descriptor: Omit<SocketThreadLaunch, 'endpoints'>
  } {
    const epoch = randomBytes(9).toString('base64url')
    const handle = new ThreadHandle()
    return {
      peer: formatRoutingId({ name, epoch }),
      handle,
      descriptor: {
        name,
        epoch,
        control: handle.memory,
        starts: newStartLog(),
        limits: this.#options.limits,
        heartbeatIntervalMs: 0,
      },
    }
  }

  #start(
    launched: Launched,
    group: string,
    port: PacketLane,
    descriptor: LaunchDescriptor,
    { module, data, resourceLimits }: ThreadSource,
  ): Promise<void> {
    const { core, clock, results, startTimeoutMs } = this.#options
    const { name, peer, handle } = launched
    const lane = core.laneOpened(peer, group, port)
    const ready = this.#starts.wait(name, startTimeoutMs)
    results.expect(peer, {
      lane,
      announced: (fault) =>
        fault === undefined ? this.#starts.ready(name) : this.#starts.failed(name, fault, undefined),
    })
    this.#launched.set(peer, launched)
    launched.thread = new LaunchedThread({
      descriptor,
      module,
      data,
      resourceLimits,
      handle,
      ended: (reason, error) => {
        launched.close()
        this.#launched.delete(peer)
        results.forget(peer)
        core.laneLost(lane, reason, clock.now())
        this.#starts.ended(name, reason, error)
      },
    })
    return ready
  }
}

function stopLoop(port: PacketLane, graceMs: number): true {
  port.outbox.add({ kind: 'stop', graceMs })
  port.outbox.flush()
  return true
}
