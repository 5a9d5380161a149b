/** The simulated world: one clock, one heap of what is to happen, and whose step it is. */
import { EventHeap, type SimEvent } from './event-heap.js'
import { Random } from './random.js'
import type { SimProcess } from './sim-process.js'
import { Trace } from './trace.js'

interface Planned {
  readonly atMs: number
  readonly label: string
  readonly act: () => void
  readonly isTimer?: boolean
  readonly process?: SimProcess
}

export class World {
  readonly random: Random
  /** What the program itself draws. */
  readonly chance: Random
  readonly trace: Trace
  now = 0
  steps = 0
  /** In whose step the program is, or in whose microtasks. */
  current: SimProcess | undefined
  readonly #heap = new EventHeap()
  #sequence = 0

  constructor(seed: number, trace: Trace = new Trace()) {
    this.random = new Random(seed)
    this.chance = this.random.split('globals')
    this.trace = trace
  }

  /** When the next step is, or undefined where nothing happens any more. */
  get nextMs(): number | undefined {
    return this.#heap.first?.atMs
  }

  schedule({ atMs, label, act, isTimer = false, process }: Planned): SimEvent {
    const event: SimEvent = {
      atMs: Math.max(atMs, this.now),
      order: this.#sequence++,
      process,
      label,
      act,
      isTimer,
      isCancelled: false,
    }
    this.#heap.push(event)
    return event
  }

  /** Something that happens to the world, in no process. */
  after(ms: number, label: string, act: () => void): SimEvent {
    return this.schedule({ atMs: this.now + ms, label, act })
  }

  /** Takes the next step. @returns false where there is none */
  step(): boolean {
    this.endStep()
    const event = this.#heap.pop()
    if (!event) return false
    this.now = event.atMs
    if (!event.isCancelled && !event.process?.isDead) this.#take(event)
    return true
  }

  /** The microtasks of the last step are over. */
  endStep(): void {
    const process = this.current
    this.current = undefined
    if (!process || process.aheadMs === 0) return
    process.catchUp()
  }

  #take(event: SimEvent): void {
    const { process, label, act } = event
    if (process?.isBusy) process.putOff(event)
    // What has no name is no step.
    else if (label === '') act()
    else this.run(event)
  }

  /** Does what an event is about: a step. */
  run({ process, label, act }: SimEvent): void {
    this.steps++
    this.trace.add(this.now, label, process?.name)
    this.current = process
    act()
    process?.afterStep?.()
  }
}
