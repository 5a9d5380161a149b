/** Messages on their way into a socket: sent at once while there is room, in order as soon as there is room again. */
import type { OutgoingFrame } from '@errand/protocol'

export interface SendQueue {
  send(frames: OutgoingFrame[]): void
  /** Puts a message that a ROUTER refused back in front, behind those that were refused with it. */
  holdAgain(frames: OutgoingFrame[]): void
  /** Bytes that wait for room; 0 as long as the other side keeps up. */
  readonly heldBytes: number
  /** Forgets what waits. */
  clear(): void
}

/** Between two tries; the socket does not tell when it has room. */
const retryMs = 5

function bytesOf(frames: readonly OutgoingFrame[]): number {
  let bytes = 0
  for (const frame of frames) bytes += frame.length
  return bytes
}

class HoldingQueue implements SendQueue {
  readonly #trySend: (frames: OutgoingFrame[]) => boolean
  #held: OutgoingFrame[][] = []
  /** How many came back since the last try: the first of what is held. */
  #refused = 0
  #retry: NodeJS.Timeout | undefined
  heldBytes = 0

  constructor(trySend: (frames: OutgoingFrame[]) => boolean) {
    this.#trySend = trySend
  }

  send(frames: OutgoingFrame[]): void {
    if (this.#held.length === 0 && this.#trySend(frames)) return
    this.#held.push(frames)
    this.#hold(frames)
  }

  holdAgain(frames: OutgoingFrame[]): void {
    this.#held.splice(this.#refused++, 0, frames)
    this.#hold(frames)
  }

  clear(): void {
    this.#held = []
    this.#refused = 0
    this.heldBytes = 0
    clearTimeout(this.#retry)
    this.#retry = undefined
  }

  #hold(frames: OutgoingFrame[]): void {
    this.heldBytes += bytesOf(frames)
    this.#retry ??= setTimeout(() => this.#sendHeld(), retryMs)
  }

  #sendHeld(): void {
    this.#retry = undefined
    this.#refused = 0
    let sent = 0
    while (sent < this.#held.length && this.#trySend(this.#held[sent] as OutgoingFrame[])) {
      this.heldBytes -= bytesOf(this.#held[sent] as OutgoingFrame[])
      sent++
    }
    this.#held.splice(0, sent)
    if (this.#held.length > 0) this.#retry = setTimeout(() => this.#sendHeld(), retryMs)
  }
}

/** @param trySend returns false where there is no room: nothing was taken then, and it is asked again later */
export function sendQueue(trySend: (frames: OutgoingFrame[]) => boolean): SendQueue {
  return new HoldingQueue(trySend)
}
