/**
 * Takes from the sockets of a thread what its bells announce. A bell can ring before the bytes are there (over ipc and
 * tcp), so a socket is looked at again, less and less often, until as much was taken as was announced.
 */
import type { Bell } from './message-socket.js'
import type { ThreadControl } from './thread-control.js'

/** A socket that can be emptied without waiting. */
export interface Drainable {
  /** Takes up to `most` messages and hands them on; resolves with how many it took. */
  drain(most: number): Promise<number>
}

/** Messages taken from one socket before others, and timers, get a turn. */
const messagesPerTurn = 64
/** Looks in a row without a pause; a message over ipc takes some tens of microseconds. */
const promptLooks = 50
const pauseMsMax = 50

class BellQueue {
  readonly sockets = new Set<Drainable>()
  #taken: number
  #looks = 0
  #busy = false
  #again = false
  readonly #rung: () => number

  constructor(rung: () => number) {
    this.#rung = rung
    this.#taken = rung()
  }

  add(socket: Drainable): void {
    this.sockets.add(socket)
  }

  remove(socket: Drainable): void {
    this.sockets.delete(socket)
    // What was announced for a socket that is gone will never be taken.
    if (this.sockets.size === 0) this.#taken = this.#rung()
  }

  wake(): void {
    if (this.#busy) this.#again = true
    else if (this.#rung() !== this.#taken) void this.#takeAll()
  }

  async #takeAll(): Promise<void> {
    this.#busy = true
    let took = 0
    for (const socket of this.sockets) took += await socket.drain(messagesPerTurn)
    this.#taken = (this.#taken + took) | 0
    this.#busy = false
    if (this.sockets.size === 0) this.#taken = this.#rung()
    if (this.#rung() === this.#taken) this.#looks = 0
    else this.#lookAgain(took > 0 || this.#again)
    this.#again = false
  }

  #lookAgain(isMoving: boolean): void {
    this.#looks = isMoving ? 0 : this.#looks + 1
    if (this.#looks < promptLooks) setImmediate(() => this.wake())
    else setTimeout(() => this.wake(), Math.min(this.#looks - promptLooks + 1, pauseMsMax))
  }
}

export class BellListeners {
  readonly #queues: { readonly [bell in Bell]: BellQueue }

  constructor(control: ThreadControl) {
    this.#queues = {
      work: new BellQueue(() => control.rung('work')),
      front: new BellQueue(() => control.rung('front')),
      stop: new BellQueue(() => control.rung('stop')),
    }
    control.onWake(() => this.#wake())
  }

  add(bell: Bell, socket: Drainable): void {
    this.#queues[bell].add(socket)
    this.#queues[bell].wake()
  }

  remove(bell: Bell, socket: Drainable): void {
    this.#queues[bell].remove(socket)
  }

  #wake(): void {
    this.#queues.stop.wake()
    this.#queues.front.wake()
    this.#queues.work.wake()
  }
}
