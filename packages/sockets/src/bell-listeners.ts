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
  readonly #sockets = new Set<Drainable>()
  readonly #rung: () => number
  #taken = 0
  /** What was rung when the last look began. */
  #seen = 0
  /** How often it was written off what nobody is left to take. */
  #writeOffs = 0
  /** Looks since something last rang or was taken. */
  #looks = 0
  #isTaking = false
  #promptLook: NodeJS.Immediate | undefined
  #laterLook: NodeJS.Timeout | undefined

  constructor(rung: () => number) {
    this.#rung = rung
  }

  add(socket: Drainable): void {
    this.#sockets.add(socket)
    this.wake()
  }

  remove(socket: Drainable): void {
    if (this.#sockets.delete(socket) && this.#sockets.size === 0) this.#writeOff()
  }

  wake(): void {
    if (this.#isTaking) return
    this.#cancelLook()
    if (this.#rung() === this.#taken) return
    if (this.#sockets.size > 0) void this.#takeAll()
    // Before there is a first socket, messages for it may be on their way.
    else if (this.#writeOffs > 0) this.#writeOff()
  }

  /** What was announced for sockets that are gone will never be taken. */
  #writeOff(): void {
    this.#taken = this.#rung()
    this.#writeOffs++
    this.#cancelLook()
  }

  async #takeAll(): Promise<void> {
    this.#isTaking = true
    let isMoving = this.#rung() !== this.#seen
    this.#seen = this.#rung()
    for (const socket of this.#sockets) {
      const writeOffs = this.#writeOffs
      // No more than was announced: asking for what is not there is a call into zeromq, too.
      const announced = (this.#rung() - this.#taken) | 0
      if (announced <= 0) break
      const took = await socket.drain(Math.min(announced, messagesPerTurn))
      if (took > 0) isMoving = true
      if (writeOffs === this.#writeOffs) this.#taken = (this.#taken + took) | 0
    }
    this.#isTaking = false
    this.#looks = isMoving ? 0 : this.#looks + 1
    if (this.#rung() !== this.#taken) this.#lookAgain()
  }

  #lookAgain(): void {
    if (this.#looks < promptLooks) this.#promptLook = setImmediate(() => this.wake())
    // It does not keep the thread alive: what was announced may never come.
    else this.#laterLook = setTimeout(() => this.wake(), Math.min(this.#looks - promptLooks + 1, pauseMsMax)).unref()
  }

  #cancelLook(): void {
    clearImmediate(this.#promptLook)
    clearTimeout(this.#laterLook)
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
