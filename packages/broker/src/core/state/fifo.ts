/**
 * First in, first out, by an array and where it begins. (A Set has such an order too, but passes over all that was
 * deleted at its front whenever it is asked for its first.)
 */

/** Below this, moving costs more than the memory is worth. */
const takenMax = 32

export class Fifo<T> {
  #items: T[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  get first(): T | undefined {
    return this.#items[this.#head]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined
    const item = this.#items[this.#head++]
    if (this.#head > takenMax && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = this.#head; at < this.#items.length; at++) yield this.#items[at] as T
  }

  clear(): void {
    this.#items = []
    this.#head = 0
  }
}
