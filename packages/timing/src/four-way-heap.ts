/**
 * The deadlines that came out of order, as a min-heap of four children a node in one array:
 *
 *     slot    0 | 1 2 3 4 | 5 6 7 8   9 10 11 12   13 ...     children of s: 4s + 1 to 4s + 4, parent of s: (s - 1) / 4
 *
 * Each deadline knows its slot, so any of them leaves in O(log n). Four children make the tree half as deep as two.
 */
import { isBefore, type Deadline } from './deadline.js'

export class FourWayHeap<T> {
  readonly #slots: Deadline<T>[] = []

  /** The earliest. */
  get first(): Deadline<T> | undefined {
    return this.#slots[0]
  }

  get size(): number {
    return this.#slots.length
  }

  add(deadline: Deadline<T>): void {
    this.#slots.push(deadline)
    this.#rise(deadline, this.#slots.length - 1)
  }

  /** Says false if the deadline isn't here. */
  remove(deadline: Deadline<T>): boolean {
    if (this.#slots[deadline.slot] !== deadline) return false
    const last = this.#slots.pop()
    if (last !== undefined && last !== deadline) this.#fill(deadline.slot, last)
    return true
  }

  #fill(slot: number, deadline: Deadline<T>): void {
    if (this.#rise(deadline, slot) === slot) this.#sink(deadline, slot)
  }

  /** Moves parents that are later down, from a free slot upwards, and puts the deadline above them; returns its slot. */
  #rise(deadline: Deadline<T>, from: number): number {
    let slot = from
    while (slot > 0) {
      const above = (slot - 1) >> 2
      const parent = this.#at(above)
      if (isBefore(parent, deadline)) break
      this.#put(slot, parent)
      slot = above
    }
    this.#put(slot, deadline)
    return slot
  }

  /** Moves children that are earlier up, from a free slot downwards, and puts the deadline below them. */
  #sink(deadline: Deadline<T>, from: number): void {
    let slot = from
    for (;;) {
      const child = this.#earliestChild(slot)
      if (child === undefined || isBefore(deadline, child)) break
      const below = child.slot
      this.#put(slot, child)
      slot = below
    }
    this.#put(slot, deadline)
  }

  #earliestChild(slot: number): Deadline<T> | undefined {
    const start = 4 * slot + 1
    const end = Math.min(start + 4, this.#slots.length)
    if (start >= end) return undefined
    let earliest = this.#at(start)
    for (let child = start + 1; child < end; child += 1) {
      const other = this.#at(child)
      if (isBefore(other, earliest)) earliest = other
    }
    return earliest
  }

  #at(slot: number): Deadline<T> {
    return this.#slots[slot] as Deadline<T>
  }

  #put(slot: number, deadline: Deadline<T>): void {
    this.#slots[slot] = deadline
    deadline.slot = slot
  }
}
