/** First in, first out, and no memory of what has left, however long the line is never empty. */

/** Below this, moving costs more than the memory is worth. */
const takenMax = 32

export class WaitingLine<T> {
  #items: (T | undefined)[] = []
  #head = 0

  get length(): number {
    return this.#items.length - this.#head
  }

  /** Places that memory is held for, those of items that have left included. */
  get places(): number {
    return this.#items.length
  }

  get first(): T | undefined {
    return this.#items[this.#head]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head++] = undefined
    if (this.#head > takenMax && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  /** Takes all. */
  clear(): readonly T[] {
    const items = this.#items.slice(this.#head) as T[]
    this.#items.length = 0
    this.#head = 0
    return items
  }
}
