/** A supervisor whose launches the test plays, on a clock that it moves. */
import { manualClock } from '@errand/timing'
import type { EndReason } from '../../src/launch/end-reason.js'
import { Group, type Standing } from '../../src/launch/group.js'
import type { Launch, LaunchEvents } from '../../src/launch/launch.js'
import { standardRestart } from '../../src/launch/restart-options.js'
import { StartGate } from '../../src/launch/start-gate.js'
import { Supervisor, type SupervisorOptions } from '../../src/launch/supervisor.js'
import type { WorkerEvent } from '../../src/worker-events.js'

/** Lets everything happen that waits for nothing but its turn. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const restart = { ...standardRestart, minDelayMs: 100, crashesMax: 3, windowMs: 60_000, cooldownMs: 30_000 }
export const crash: EndReason = { kind: 'exited', code: 1 }

/** A launch that does nothing by itself, and notes what is done to it. */
export class PlayedLaunch implements Launch {
  readonly done: string[] = []
  readonly events: LaunchEvents
  canBeTold = true
  isStuck = false
  onEmpty: (() => void) | undefined

  constructor(events: LaunchEvents) {
    this.events = events
  }

  stop(graceMs: number): boolean {
    this.done.push(`stop ${graceMs}`)
    return this.canBeTold
  }

  drain(onEmpty: () => void): void {
    this.done.push('drain')
    this.onEmpty = onEmpty
  }

  async end({ kind }: EndReason): Promise<boolean> {
    this.done.push(`end ${kind}`)
    if (!this.isStuck) queueMicrotask(() => this.events.ended({ kind: 'exited', code: 1 }, undefined))
    return !this.isStuck
  }

  release({ kind }: EndReason): void {
    this.done.push(`release ${kind}`)
  }

  makeSafe(): void {
    this.done.push('make safe')
  }

  endWithProcess(): void {
    this.done.push('end with process')
  }
}

export class Scene {
  readonly clock = manualClock()
  readonly launches: PlayedLaunch[] = []
  readonly events: WorkerEvent[] = []
  readonly standings: Standing[] = []
  readonly supervisor: Supervisor
  /** The next start is not possible. */
  fault: Error | undefined

  constructor(options: Partial<SupervisorOptions> = {}) {
    this.supervisor = new Supervisor({
      name: 'a',
      placement: 'thread',
      group: new Group({
        core: {
          workersExpected: () => this.standings.push('expected'),
          workersBarred: () => this.standings.push('barred'),
          workersForgotten: () => this.standings.push('gone'),
        },
        clock: this.clock,
        name: 'worker a',
        workers: ['a'],
      }),
      restart,
      recycle: {},
      startTimeoutMs: 1000,
      stopGraceMs: 200,
      clock: this.clock,
      random: () => 0,
      gate: new StartGate(1),
      launch: async (events) => this.#launch(events),
      report: (event) => this.events.push(event),
      ...options,
    })
  }

  get launch(): PlayedLaunch {
    return this.launches.at(-1) as PlayedLaunch
  }

  /** What was told, in words. */
  get told(): string[] {
    return this.events.map((event) => (event.kind === 'ended' ? `ended: ${event.reason.kind}` : event.kind))
  }

  async started(): Promise<this> {
    const started = this.supervisor.start()
    await settle()
    this.launch.events.announced(undefined)
    await started
    return this
  }

  async ended(reason: EndReason = crash): Promise<void> {
    this.launch.events.ended(reason, undefined)
    await settle()
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms)
    await settle()
  }

  #launch(events: LaunchEvents): Launch {
    if (this.fault) throw this.fault
    const launch = new PlayedLaunch(events)
    this.launches.push(launch)
    return launch
  }
}

/** An error without anything special. */
export const plain = { name: 'Error', stack: undefined, code: undefined, cause: undefined }
