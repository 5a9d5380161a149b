/** What is to happen, by time and then by sequence. */
import type { SimProcess } from './sim-process.js'

export interface SimEvent {
  atMs: number
  /** Among those of one time. */
  order: number
  /** Whose step it is; undefined for what happens outside of all processes. */
  readonly process: SimProcess | undefined
  readonly label: string
  readonly act: () => void
  readonly isTimer: boolean
  isCancelled: boolean
}

function isBefore(one: SimEvent, other: SimEvent): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)
}

export class EventHeap {
  readonly #events: SimEvent[] = []

  get size(): number {
    return this.#events.length
  }

  get first(): SimEvent | undefined {
    return this.#events[0]
  }

  push(event: SimEvent): void {
    const events = this.#events
    let at = events.length
    events.push(event)
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = events[up] as SimEvent
      if (!isBefore(event, parent)) break
      events[at] = parent
      at = up
    }
    events[at] = event
  }

  pop(): SimEvent | undefined {
    const events = this.#events
    const top = events[0]
    const last = events.pop()
    if (last !== undefined && events.length > 0) this.#sink(last)
    return top
  }

  #sink(event: SimEvent): void {
    const events = this.#events
    let at = 0
    for (let child = 1; child < events.length; child = 2 * at + 1) {
      const right = child + 1
      if (right < events.length && isBefore(events[right] as SimEvent, events[child] as SimEvent)) child = right
      if (!isBefore(events[child] as SimEvent, event)) break
      events[at] = events[child] as SimEvent
      at = child
    }
    events[at] = event
  }
}
