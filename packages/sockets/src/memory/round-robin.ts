/** Where a DEALER, a PUSH or a PAIR sends: to one peer after the other, passing over those that have no room. */
import type { OutgoingFrame } from '@errand/protocol'
import type { PipeEnd } from './pipe-end.js'

export class RoundRobin {
  #ends: PipeEnd[] = []
  #next = 0

  attach(end: PipeEnd): void {
    this.#ends.push(end)
  }

  detach(end: PipeEnd): void {
    this.#ends = this.#ends.filter((candidate) => candidate !== end)
  }

  /** @returns false where no peer has room */
  send(frames: readonly OutgoingFrame[]): boolean {
    for (let tried = 0; tried < this.#ends.length; tried++) {
      const end = this.#ends[this.#next++ % this.#ends.length] as PipeEnd
      if (!end.isOpen || end.isFull) continue
      end.send(frames)
      return true
    }
    return false
  }
}
