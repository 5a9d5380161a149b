/** A worker in a child process, which attaches to the front and can be ended even in native code. */
import type { OverdueTask } from '../core/state/ports.js'
import { describeEnd, type EndReason } from './end-reason.js'
import type { Launch, LaunchEvents } from './launch.js'
import type { ResolvedWorker } from './launch-options.js'
import { LaunchedProcess } from './process.js'
import { openStartFile, type StartFile } from './start-file.js'
import { startsPort } from './starts-port.js'
import { StoppedWatch } from './stopped-watch.js'
import { launchBasis, type LaunchSurroundings } from './surroundings.js'

/** A process that ends says so twice, by its connection and to its parent; the latter tells why, and comes within this. */
const exitMsMax = 40

class ProcessLaunch implements Launch {
  readonly #peer: string
  readonly #process: LaunchedProcess
  readonly #surroundings: LaunchSurroundings
  readonly #events: LaunchEvents
  readonly #starts: StartFile | undefined
  readonly #watch: StoppedWatch
  #lostTimer: NodeJS.Timeout | undefined

  constructor(source: ResolvedWorker, group: string, surroundings: LaunchSurroundings, events: LaunchEvents) {
    const { attached, clock, endpoints, peers } = surroundings
    const { peer, basis } = launchBasis(source.name, surroundings)
    this.#peer = peer
    this.#surroundings = surroundings
    this.#events = events
    const front = endpoints.processFront
    const starts = openStartFile()
    this.#starts = starts
    const descriptor = { kind: 'process', ...basis, endpoints: { front } } as const
    try {
      this.#process = new LaunchedProcess(descriptor, source, starts?.fd, events.ended)
    } catch (error) {
      starts?.close()
      throw error
    }
    this.#watch = new StoppedWatch({
      clock,
      intervalMs: basis.heartbeatIntervalMs,
      isStopped: () => this.#process.isStopped(),
      onStopped: () => events.lost(),
    })
    attached.expect(peer, {
      group,
      port: {
        ...(starts && startsPort(starts.reader)),
        overdue: (task: OverdueTask) => events.hung(task),
        heartbeat: (record) => {
          this.#watch.heard()
          events.heartbeat(record.memoryBytes)
        },
      },
      given: () => events.given(),
      announced: (fault) => {
        this.#watch.heard()
        events.announced(fault)
      },
      left: () => this.#left(),
    })
    peers.set(peer, { ring: () => undefined })
  }

  stop(graceMs: number): boolean {
    return this.#surroundings.attached.say(this.#peer, { kind: 'stop', graceMs })
  }

  drain(onEmpty: () => void): void {
    const { attached, core } = this.#surroundings
    const lane = attached.laneOf(this.#peer)
    if (lane) core.laneDraining(lane, onEmpty)
  }

  async end(reason: EndReason): Promise<boolean> {
    // Without a connection, nobody can answer for what it has: that need not wait for its end.
    if (reason.kind === 'lost') this.#forget(reason)
    await this.#process.end()
    return true
  }

  release(reason: EndReason): void {
    clearTimeout(this.#lostTimer)
    this.#watch.end()
    this.#surroundings.peers.delete(this.#peer)
    this.#forget(reason)
    this.#starts?.close()
  }

  makeSafe(): void {
    // It is safe whatever it does: its sockets are its own.
  }

  endWithProcess(): void {
    this.#process.kill()
  }

  #left(): void {
    // What is sent to it now comes to nobody.
    this.drain(() => undefined)
    this.#lostTimer ??= setTimeout(() => this.#events.lost(), exitMsMax)
  }

  #forget(reason: EndReason): void {
    const { attached, clock, changed } = this.#surroundings
    attached.forget(this.#peer, describeEnd(reason, 'process'), clock.now())
    changed()
  }
}

/** @throws what Node throws where it cannot start a process */
export function childProcess(
  source: ResolvedWorker,
  group: string,
  surroundings: LaunchSurroundings,
  events: LaunchEvents,
): Launch {
  return new ProcessLaunch(source, group, surroundings, events)
}
