/**
 * One pending deadline as its heap keeps it: what was asked for, and where it stands, so that it is removed unsearched.
 */

/** One deadline that was added: what `remove` takes. */
export interface DeadlineEntry<T> {
  /** In milliseconds of the caller's clock. */
  readonly atMs: number
  readonly value: T
}

export class Deadline<T> implements DeadlineEntry<T> {
  readonly atMs: number
  readonly value: T
  /** How many its heap had been given before: the order among deadlines of one time. */
  readonly sequence: number

  /** The run or the heap that holds it; undefined once it was removed. */
  home: object | undefined = undefined
  /** In a heap: its slot. */
  slot = 0
  /** In a run: its neighbours. */
  previous: Deadline<T> | undefined = undefined
  following: Deadline<T> | undefined = undefined

  constructor(atMs: number, value: T, sequence: number) {
    this.atMs = atMs
    this.value = value
    this.sequence = sequence
  }
}

/** Whether `a` is due before `b`: by time, then by the order in which they were added. */
export function isBefore(a: Deadline<unknown>, b: Deadline<unknown>): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence)
}
