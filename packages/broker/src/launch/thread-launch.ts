/** A launch in a thread: the thread, the lane that leads to it, and the log from which is known what it has started. */
import type { ResourceLimits } from 'node:worker_threads'
import { type LaunchDescriptor, StartLogReader } from '@errand/protocol'
import type { ThreadHandle } from '@errand/sockets'
import type { LanePort, OverdueTask } from '../core/state/ports.js'
import type { LaneState } from '../core/state/state.js'
import type { PacketLane } from '../lanes/lane-outbox.js'
import { portIntake } from '../lanes/port-intake.js'
import { describeEnd, type EndReason } from './end-reason.js'
import type { Launch, LaunchEvents } from './launch.js'
import { startsPort } from './starts-port.js'
import type { LaunchSurroundings } from './surroundings.js'
import { LaunchedThread } from './thread.js'

export interface ThreadLaunchOptions {
  readonly descriptor: Exclude<LaunchDescriptor, { kind: 'process' }>
  readonly peer: string
  readonly group: string
  readonly source: {
    readonly module: URL | string
    readonly data?: unknown
    readonly execArgv?: readonly string[]
    readonly resourceLimits?: ResourceLimits
  }
  readonly handle: ThreadHandle | undefined
  readonly port: PacketLane
  /** Tells it to stop. @returns false where it cannot be told */
  readonly stop: (graceMs: number) => boolean
  /** Closes what led to it. */
  readonly close: () => void
  /** It keeps a task for too long. */
  readonly overdue: (task: OverdueTask) => void
}

export class ThreadLaunch implements Launch {
  readonly thread: LaunchedThread
  readonly #options: ThreadLaunchOptions
  readonly #surroundings: LaunchSurroundings
  readonly #lane: LaneState

  /** @throws TypeError and others, where Node cannot start the thread */
  constructor(options: ThreadLaunchOptions, surroundings: LaunchSurroundings, events: LaunchEvents) {
    const { descriptor, peer, group, source, handle } = options
    const { core, results, peers } = surroundings
    const { module, data, execArgv, resourceLimits } = source
    this.#options = options
    this.#surroundings = surroundings
    this.thread = new LaunchedThread({
      descriptor,
      module,
      data,
      execArgv,
      resourceLimits,
      handle,
      ended: events.ended,
    })
    this.thread.worker.on('message', portIntake(peer, surroundings))
    this.#lane = core.laneOpened(peer, group, this.#portFor(events))
    results.expect(peer, { lane: this.#lane, announced: (fault) => events.announced(fault) })
    peers.set(peer, { ring: () => handle?.ring('front') })
  }

  stop(graceMs: number): boolean {
    return this.#options.stop(graceMs)
  }

  drain(onEmpty: () => void): void {
    this.#surroundings.core.laneDraining(this.#lane, onEmpty)
  }

  end(): Promise<boolean> {
    return this.thread.end()
  }

  release(reason: EndReason): void {
    const { core, clock, results, peers, changed } = this.#surroundings
    const { peer, close } = this.#options
    close()
    peers.delete(peer)
    results.forget(peer)
    core.laneLost(this.#lane, describeEnd(reason, 'thread'), clock.now())
    changed()
  }

  makeSafe(): void {
    this.thread.makeSafe()
  }

  endWithProcess(): void {
    // Its process takes it along.
  }

  #portFor(events: LaunchEvents): LanePort {
    const { port, descriptor, overdue } = this.#options
    return {
      ...startsPort(new StartLogReader(descriptor.starts)),
      send(record) {
        port.send(record)
        if (record.kind === 'task') events.given()
      },
      overdue,
      heartbeat: (record) => events.heartbeat(record.memoryBytes),
    }
  }
}
