/**
 * The deadlines that came in rising order, as a linked list through the deadlines themselves: adding at its end and
 * removing anywhere take a fixed handful of writes, however many are pending.
 */
import type { Deadline } from './deadline.js'

export class RisingRun<T> {
  #first: Deadline<T> | undefined = undefined
  #last: Deadline<T> | undefined = undefined
  #size = 0

  /** The earliest. */
  get first(): Deadline<T> | undefined {
    return this.#first
  }

  get size(): number {
    return this.#size
  }

  /** Takes the newest deadline if none here is later; else says false. */
  append(deadline: Deadline<T>): boolean {
    const last = this.#last
    if (last === undefined) this.#first = deadline
    else if (last.atMs > deadline.atMs) return false
    else last.following = deadline
    deadline.previous = last
    deadline.home = this
    this.#last = deadline
    this.#size += 1
    return true
  }

  /** Says false if the deadline isn't here. */
  remove(deadline: Deadline<T>): boolean {
    if (deadline.home !== this) return false
    const { previous, following } = deadline
    if (previous === undefined) this.#first = following
    else previous.following = following
    if (following === undefined) this.#last = previous
    else following.previous = previous
    // A removed deadline that its owner still holds must not keep its former neighbours in memory.
    deadline.previous = undefined
    deadline.following = undefined
    deadline.home = undefined
    this.#size -= 1
    return true
  }
}
