/** Starts, supervises and stops what the broker launches: a supervisor for each worker of its own, and for each loop. */
import { availableParallelism } from 'node:os'
import type { WorkerEvent } from '../worker-events.js'
import { childProcess } from './child-process.js'
import { computeThread } from './compute-thread.js'
import { dedicatedThread } from './dedicated-thread.js'
import { Group } from './group.js'
import type { StartLaunch } from './launch.js'
import { loopNames, type Placement, type ResolvedPool, type ResolvedWorker } from './launch-options.js'
import { loopThread } from './loop-thread.js'
import { StartGate } from './start-gate.js'
import { Supervisor, type SupervisorOptions } from './supervisor.js'
import type { LaunchSurroundings } from './surroundings.js'

export interface LauncherOptions {
  readonly workers: readonly ResolvedWorker[]
  readonly pools: readonly ResolvedPool[]
  readonly startTimeoutMs: number
  readonly stopGraceMs: number
  readonly surroundings: LaunchSurroundings
  readonly report: (event: WorkerEvent) => void
}

/**
 * ZeroMQ closes sockets in the background, within a millisecond. A connection that ends while its socket closes, in the
 * middle of a message of several frames, makes libzmq 4.3.5 abort the process (`session_base.cpp:233`, clean_pipes).
 */
const closingMs = 10

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms)
}

/** A start keeps a core busy and waits for the disk in between. */
const startsPerCore = 2

const startAs: {
  readonly [placement in Placement]: (
    source: ResolvedWorker,
    group: string,
    surroundings: LaunchSurroundings,
  ) => StartLaunch
} = {
  thread: (source, group, surroundings) => (events, start) =>
    dedicatedThread(source, group, surroundings, events, start),
  compute: (source, group, surroundings) => async (events) => computeThread(source, group, surroundings, events),
  process: (source, group, surroundings) => async (events) => childProcess(source, group, surroundings, events),
}

export class Launcher {
  readonly supervisors: readonly Supervisor[]
  readonly #options: LauncherOptions
  readonly #gate = new StartGate(startsPerCore * availableParallelism())

  constructor(options: LauncherOptions) {
    this.#options = options
    this.supervisors = [
      ...options.workers.map((worker) => this.#ofWorker(worker)),
      ...options.pools.flatMap((pool) => this.#ofPool(pool)),
    ]
  }

  /** Resolves when all are ready. @throws BrokerError `worker-start-failed`, SocketsError */
  async start(): Promise<void> {
    await Promise.all(this.supervisors.map((supervisor) => supervisor.start()))
  }

  /** Tells all to stop, and resolves when all have ended. */
  async stop(): Promise<void> {
    await Promise.all(this.supervisors.map((supervisor) => supervisor.stop()))
  }

  isLaunched(peer: string): boolean {
    return this.#options.surroundings.peers.has(peer)
  }

  /** A message for a nested request of this peer is on its way. */
  ring(peer: string): void {
    this.#options.surroundings.peers.get(peer)?.ring()
  }

  /** Synchronous, for the end of the whole process, before its sockets are closed: makes all threads safe to be ended with it. */
  makeSafe(): void {
    for (const supervisor of this.supervisors) supervisor.makeSafe()
  }

  /** The same, after they are closed: leaves no process behind. */
  endWithProcess(): void {
    const running = this.supervisors.filter(({ options, isRunning }) => isRunning && options.placement === 'process')
    if (running.length === 0) return
    pause(closingMs)
    for (const supervisor of running) supervisor.endWithProcess()
  }

  #ofWorker(worker: ResolvedWorker): Supervisor {
    const { name, placement } = worker
    const group = this.#group(`worker ${name}`, [name])
    const launch = startAs[placement](worker, group.name, this.#options.surroundings)
    return this.#supervisor(worker, { name, placement, group, launch })
  }

  #ofPool(pool: ResolvedPool): readonly Supervisor[] {
    const { surroundings } = this.#options
    const group = this.#group(`pool ${pool.name}`, pool.workers)
    return loopNames(pool.name, pool.loops).map((name) => {
      const launch: StartLaunch = async (events) => loopThread(name, pool, group.name, surroundings, events)
      return this.#supervisor(pool, { name, placement: 'loop', group, launch })
    })
  }

  #group(name: string, workers: readonly string[]): Group {
    const { core, clock } = this.#options.surroundings
    return new Group({ core, clock, name, workers })
  }

  #supervisor(
    { restart, recycle }: ResolvedWorker | ResolvedPool,
    own: Pick<SupervisorOptions, 'name' | 'placement' | 'group' | 'launch'>,
  ): Supervisor {
    const { startTimeoutMs, stopGraceMs, report, surroundings } = this.#options
    const { clock } = surroundings
    return new Supervisor({
      ...own,
      restart,
      recycle,
      startTimeoutMs,
      stopGraceMs,
      clock,
      random: Math.random,
      gate: this.#gate,
      report,
    })
  }
}
