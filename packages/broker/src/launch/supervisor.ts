/**
 * Keeps one worker, or one event loop, running: starts it, replaces it, starts it again when it ends, lets it rest when it
 * ends too often. It is the same for threads and processes; what differs is behind a `Launch`. What may follow what stands
 * in the table of its life.
 */
import type { Clock, Timer } from '@errand/timing'
import type { WorkerEvent } from '../worker-events.js'
import { Breaker } from './breaker.js'
import { describeEnd, type EndReason, type RecycleCause, vesselOf } from './end-reason.js'
import { FirstStart } from './first-start.js'
import type { Group } from './group.js'
import type { LaunchEvents, StartLaunch } from './launch.js'
import type { LaunchPlacement } from './launch-options.js'
import { type LifeEvent, type LifeState, nextState } from './life.js'
import type { RecycleOptions, RestartPolicy } from './restart-options.js'
import { Running } from './running.js'
import { lateStart, startFault } from './start-fault.js'
import type { StartGate } from './start-gate.js'

export interface SupervisorOptions {
  /** Of the worker or the loop. */
  readonly name: string
  readonly placement: LaunchPlacement
  /** The workers that it runs. */
  readonly group: Group
  readonly restart: false | RestartPolicy
  readonly recycle: RecycleOptions
  readonly startTimeoutMs: number
  readonly stopGraceMs: number
  readonly clock: Clock
  /** Draws a number in [0, 1). */
  readonly random: () => number
  readonly gate: StartGate
  readonly launch: StartLaunch
  readonly report: (event: WorkerEvent) => void
}

/** Ends that are told when it rests: the same error mostly, and the rest is in the events. */
const endsTold = 3

export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #breaker: Breaker | undefined
  readonly #first = new FirstStart()
  readonly #stopped: Promise<void>
  #settleStopped: () => void = () => undefined
  #state: LifeState = 'queued'
  #running: Running | undefined
  #starts = 0
  #tasksGiven = 0
  #recycleCause: RecycleCause = 'tasks'
  #lastEnd: EndReason | undefined
  #lastEnds: string[] = []
  /** Milliseconds until the next start, while it waits for that. */
  #delayMs = 0
  #timer: Timer | undefined
  #leaveGate: () => void = () => undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#breaker = options.restart === false ? undefined : new Breaker(options.restart)
    this.#stopped = new Promise((resolve) => {
      this.#settleStopped = resolve
    })
  }

  get options(): SupervisorOptions {
    return this.#options
  }

  get state(): LifeState {
    return this.#state
  }

  get starts(): number {
    return this.#starts
  }

  get lastEnd(): EndReason | undefined {
    return this.#lastEnd
  }

  /** Whether it has a thread or a process now. */
  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Resolves when it is ready for the first time. @throws BrokerError `worker-start-failed`, `closed`; SocketsError */
  start(): Promise<void> {
    this.#effects[this.#state]()
    return this.#first.done
  }

  /** Resolves when it has ended for good, or is left to itself. Twice is the same as once. */
  stop(): Promise<void> {
    this.#on('close')
    return this.#stopped
  }

  /** For the end of the broker's process, before its sockets are closed. */
  makeSafe(): void {
    this.#running?.makeSafe()
  }

  /** For the same, after they are closed. */
  endWithProcess(): void {
    this.#running?.endWithProcess()
  }

  /** @returns whether the event led anywhere */
  #on(event: LifeEvent): boolean {
    const next = nextState(this.#state, event)
    if (next === undefined) return false
    this.#state = next
    this.#timer?.cancel()
    if (next !== 'starting') this.#leaveGate()
    this.#effects[next]()
    return true
  }

  /** What is done on coming to a state. */
  readonly #effects: { readonly [state in LifeState]: () => void } = {
    queued: () => {
      this.#options.group.set(this.#options.name, 'expected', '')
      this.#leaveGate = this.#options.gate.enter(() => void this.#on('turn'))
    },
    starting: () => this.#begin(),
    ready: () => {
      this.#first.served()
      this.#report({ kind: 'started', starts: this.#starts })
    },
    draining: () => {
      this.#report({ kind: 'recycling' })
      this.#running?.drain(() => void this.#on('drained'))
    },
    recycling: () => void this.#running?.stop({ kind: 'recycled', after: this.#recycleCause }),
    // Whoever condemned it has the reason, and ends it.
    ending: () => undefined,
    'backing-off': () => {
      this.#report({ kind: 'restarting', inMs: this.#delayMs })
      this.#after(this.#delayMs, () => void this.#on('due'))
    },
    barred: () => this.#rest(),
    stopping: () => void this.#running?.stop({ kind: 'stopped' }),
    stopped: () => {
      const { name, group } = this.#options
      this.#first.closed(name)
      group.set(name, 'gone', this.#lastEnd ? this.#describe(this.#lastEnd) : 'the broker was closed')
      this.#settleStopped()
    },
  }

  #begin(): void {
    const { launch, placement, clock, stopGraceMs, startTimeoutMs } = this.#options
    this.#starts++
    this.#tasksGiven = 0
    this.#running = new Running({ launch, clock, stopGraceMs, start: this.#starts, events: this.#events })
    this.#after(startTimeoutMs, () => this.#condemn(lateStart(placement, startTimeoutMs)))
  }

  readonly #events: LaunchEvents = {
    announced: (fault) => {
      if (fault === undefined) this.#on('announced')
      else this.#condemn({ kind: 'start-failed', message: fault })
    },
    given: () => {
      // The core is in the middle of giving out tasks: it is told when it has done with that.
      if (++this.#tasksGiven === this.#options.recycle.afterTasks) queueMicrotask(() => this.#recycle('tasks'))
    },
    heartbeat: (memoryBytes) => {
      if (memoryBytes >= (this.#options.recycle.memoryBytes ?? Infinity)) this.#recycle('memory')
    },
    hung: ({ target, reason }) => this.#condemn({ kind: 'hung', target, after: reason }),
    lost: () => this.#condemn({ kind: 'lost' }),
    ended: (reason, error) => this.#ended(reason, error),
  }

  #recycle(cause: RecycleCause): void {
    this.#recycleCause = cause
    this.#on('recycle')
  }

  #condemn(reason: EndReason): void {
    if (this.#on('condemned')) void this.#running?.end(reason)
  }

  #ended(reason: EndReason, error: unknown): void {
    this.#running = undefined
    const end = this.#state === 'starting' ? startFault(this.#options.placement, reason, error) : reason
    this.#lastEnd = end
    this.#report({ kind: 'ended', reason: end })
    if (this.#on('ended') || this.#on('replaced')) return
    this.#lastEnds = [...this.#lastEnds, this.#describe(end)].slice(-endsTold)
    if (this.#first.hasServed) this.#tryAgain()
    else {
      this.#first.failed(this.#options.name, end.kind === 'start-failed' ? end.message : this.#describe(end), error)
      this.#on('abandoned')
    }
  }

  #tryAgain(): void {
    if (!this.#breaker) return void this.#on('abandoned')
    const { clock, random } = this.#options
    const { isTripped, delayMs } = this.#breaker.crashed(clock.now(), random())
    this.#delayMs = delayMs
    this.#on(isTripped ? 'tripped' : 'crashed')
  }

  #rest(): void {
    const { name, group } = this.#options
    const ends = [...new Set(this.#lastEnds)].join('; ')
    const message = `${name} ended again and again, and rests for ${this.#delayMs} ms: ${ends}`
    group.set(name, 'barred', message)
    this.#report({ kind: 'barred', forMs: this.#delayMs, message })
    this.#after(this.#delayMs, () => void this.#on('due'))
  }

  #describe(reason: EndReason): string {
    return describeEnd(reason, vesselOf(this.#options.placement))
  }

  #report(event: DistributiveOmit<WorkerEvent, 'worker' | 'placement'>): void {
    const { name, placement, report } = this.#options
    report({ worker: name, placement, ...event })
  }

  #after(ms: number, act: () => void): void {
    const { clock } = this.#options
    this.#timer = clock.setTimer(clock.now() + ms, act)
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never
