/**
 * The deadlines that came in rising order, neighbours in rows of 64: adding one at the end and removing any of them take a
 * handful of writes, however many are pending, and each takes 18 bytes, where an object of its own took 80.
 */

/** Short, so that one that stays alone for long holds little. */
const rowLength = 64
/** Copied for each row: making them anew takes eighty times as long. */
const noTimes: readonly number[] = Array.from({ length: rowLength }, () => 0)
const noValues: readonly undefined[] = Array.from({ length: rowLength })

class Row<T> {
  readonly number: number
  readonly times: number[] = noTimes.slice()
  readonly values: (T | undefined)[] = noValues.slice()
  /** Those that are pending. */
  count = 0
  previous: Row<T> | undefined
  following: Row<T> | undefined = undefined

  constructor(number: number, previous: Row<T> | undefined) {
    this.number = number
    this.previous = previous
  }
}

export class RisingRun<T> {
  readonly #rows = new Map<number, Row<T>>()
  /** Where the earliest is, or nothing is pending before. */
  #first: Row<T> | undefined
  #at = 0
  #last: Row<T> | undefined
  /** The row that was asked for last is mostly the one that is asked for next. */
  #recent: Row<T> | undefined
  #latestMs = -Infinity
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number of the earliest. */
  get first(): number | undefined {
    const row = this.#toFirst()
    return row && row.number * rowLength + this.#at
  }

  get firstAtMs(): number | undefined {
    return this.#toFirst()?.times[this.#at]
  }

  /**
   * Takes a deadline if none that came since the run was last empty is later; else says false.
   * @param number higher than any before
   */
  append(number: number, atMs: number, value: T): boolean {
    if (atMs < this.#latestMs) return false
    const row = this.#rowFor(Math.floor(number / rowLength))
    const at = number % rowLength
    row.times[at] = atMs
    row.values[at] = value
    row.count += 1
    this.#latestMs = atMs
    this.#size += 1
    return true
  }

  /** @returns what was to be done then; undefined if it isn't here any more */
  remove(number: number): T | undefined {
    const row = this.#rowOf(Math.floor(number / rowLength))
    const at = number % rowLength
    const value = row?.values[at]
    if (row === undefined || value === undefined) return undefined
    row.values[at] = undefined
    row.count -= 1
    this.#size -= 1
    if (row.count === 0 && row !== this.#last) this.#drop(row)
    if (this.#size === 0) this.#latestMs = -Infinity
    return value
  }

  /** Past those that are gone: each is passed once. */
  #toFirst(): Row<T> | undefined {
    if (this.#size === 0) return undefined
    while (this.#first !== undefined && this.#first.values[this.#at] === undefined) {
      this.#at += 1
      if (this.#at < rowLength) continue
      this.#first = this.#first.following
      this.#at = 0
    }
    return this.#first
  }

  #rowOf(number: number): Row<T> | undefined {
    if (this.#recent?.number === number) return this.#recent
    return (this.#recent = this.#rows.get(number))
  }

  #rowFor(number: number): Row<T> {
    const last = this.#last
    if (last?.number === number) return last
    const row = new Row<T>(number, last)
    this.#rows.set(number, row)
    if (last !== undefined) last.following = row
    this.#last = row
    this.#first ??= row
    if (last?.count === 0) this.#drop(last)
    return row
  }

  #drop(row: Row<T>): void {
    const { number, previous, following } = row
    if (previous !== undefined) previous.following = following
    if (following !== undefined) following.previous = previous
    if (this.#first === row) {
      this.#first = following
      this.#at = 0
    }
    if (this.#recent === row) this.#recent = undefined
    this.#rows.delete(number)
  }
}
