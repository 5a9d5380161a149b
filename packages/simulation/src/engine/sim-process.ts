/**
 * A process, or a thread, of the simulated world: an event loop that can be busy, be stopped, and be killed. While it is
 * one of the first two, all that comes waits, and then comes at once: timers before messages, as in a loop of Node.
 */
import type { SimEvent } from './event-heap.js'
import type { World } from './world.js'

/** What one of the things takes that a process has to catch up with. */
const catchUpMs = 0.02

function timersFirst(events: readonly SimEvent[]): SimEvent[] {
  return [...events.filter(({ isTimer }) => isTimer), ...events.filter(({ isTimer }) => !isTimer)]
}

export class SimProcess {
  readonly name: string
  readonly world: World
  /** Called after each step, before its microtasks. */
  afterStep: (() => void) | undefined
  isDead = false
  /** Nothing happens in it before. */
  busyUntilMs = 0
  /** Until when it may be late for what was done to it. */
  troubledUntilMs: number = -Infinity
  /** Until when what it and others know of each other may differ, for something between them was lost. */
  misledUntilMs: number = -Infinity
  /** How far its own time is ahead within the present step, since a handler keeps its loop busy. */
  aheadMs = 0
  #waiting: SimEvent[] = []
  #blockedUntilMs: number = -Infinity
  #wakeUp: SimEvent | undefined
  #isCatchingUp = false
  readonly #atEnd = new Set<() => void>()

  constructor(world: World, name: string) {
    this.world = world
    this.name = name
  }

  now(): number {
    return this.world.now + this.aheadMs
  }

  /** Does something in this process later; never if it is dead by then. */
  post(atMs: number, label: string, act: () => void, isTimer = false): SimEvent {
    return this.world.schedule({ atMs, label, act, isTimer, process: this })
  }

  /** Does something in this process as soon as it can. */
  enter(label: string, act: () => void): void {
    this.post(this.now(), label, act)
  }

  /** Its loop does nothing else meanwhile; from inside of a step. */
  block(ms: number): void {
    this.aheadMs += ms
    this.trouble(ms)
  }

  /** The step is over: the others come to where its time is. */
  catchUp(): void {
    this.#blockedUntilMs = this.now()
    this.busyUntilMs = Math.max(this.busyUntilMs, this.#blockedUntilMs)
    this.aheadMs = 0
  }

  /** It is stopped from outside, as by SIGSTOP. */
  pause(ms: number): void {
    this.busyUntilMs = Math.max(this.busyUntilMs, this.world.now + ms)
    this.trouble(ms)
  }

  /** It is stopped no more; a handler may keep it busy still. */
  resume(): void {
    this.busyUntilMs = Math.max(this.#blockedUntilMs, Math.min(this.busyUntilMs, this.world.now))
    if (this.#waiting.length > 0) this.#wakeAt(this.busyUntilMs)
  }

  /** It has not come so far that it could do what comes now. */
  get isBusy(): boolean {
    return this.#waiting.length > 0 || this.busyUntilMs > this.world.now
  }

  /** Keeps what comes while it is busy. */
  putOff(event: SimEvent): void {
    this.#waiting.push(event)
    if (this.#waiting.length === 1) this.#wakeAt(this.busyUntilMs)
  }

  #wakeAt(atMs: number): void {
    if (this.#wakeUp) this.#wakeUp.isCancelled = true
    this.#wakeUp = this.world.schedule({ atMs, label: '', act: () => this.#wake() })
  }

  /** What waited happens, one after the other; what comes meanwhile is behind it. */
  #wake(): void {
    if (this.#waiting.length === 0 || this.isDead) return
    if (this.busyUntilMs > this.world.now) return this.#wakeAt(this.busyUntilMs)
    if (!this.#isCatchingUp) this.#waiting = timersFirst(this.#waiting)
    const event = this.#waiting.shift()
    this.#isCatchingUp = this.#waiting.length > 0
    if (this.#isCatchingUp) this.#wakeAt(this.world.now + catchUpMs)
    if (event && !event.isCancelled) this.world.run(event)
  }

  trouble(ms: number): void {
    this.troubledUntilMs = Math.max(this.troubledUntilMs, this.now() + ms)
  }

  kill(): void {
    if (this.isDead) return
    this.isDead = true
    for (const act of this.#atEnd) act()
  }

  /** What the system does when it ends, however it does. @returns forgets it */
  atEnd(act: () => void): () => void {
    this.#atEnd.add(act)
    return () => this.#atEnd.delete(act)
  }
}
