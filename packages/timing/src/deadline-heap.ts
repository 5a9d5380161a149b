/**
 * Which deadline is next, among many that mostly never come: nearly every request is answered in time, and most requests of
 * a program have the same timeout, so deadlines arrive in rising order and leave early. Those stay in a run, where both
 * cost next to nothing; the others go to a heap. The next is the earlier of the two firsts.
 */
import { Deadline, isBefore, type DeadlineEntry } from './deadline.js'
import { FourWayHeap } from './four-way-heap.js'
import { RisingRun } from './rising-run.js'
import { invalidArgument } from './timing-error.js'

/** Pending deadlines, each with a value, ordered by time, then by the order in which they were added. */
export interface DeadlineHeap<T> {
  /** How many are pending. */
  readonly size: number

  /**
   * Adds a deadline: O(1) if none pending in the run of rising ones is later, else O(log n). `Infinity` never is due.
   *
   * @throws TimingError `invalid-argument` if `atMs` is NaN.
   */
  add(atMs: number, value: T): DeadlineEntry<T>

  /** Removes a deadline: O(1) or O(log n), as it was added. False if it was removed or popped before, or isn't of this heap. */
  remove(entry: DeadlineEntry<T>): boolean

  /** The time of the earliest, or undefined without any. O(1). */
  next(): number | undefined

  /** Removes the earliest deadline if `atMs <= nowMs` and returns its value; else returns undefined. */
  popDue(nowMs: number): T | undefined
}

/** Makes an empty heap. Values should not be undefined, which is what `popDue` returns when nothing is due. */
export function deadlineHeap<T>(): DeadlineHeap<T> {
  return new RunAndHeap<T>()
}

class RunAndHeap<T> implements DeadlineHeap<T> {
  readonly #run = new RisingRun<T>()
  readonly #rest = new FourWayHeap<T>()
  #added = 0

  get size(): number {
    return this.#run.size + this.#rest.size
  }

  add(atMs: number, value: T): DeadlineEntry<T> {
    if (typeof atMs !== 'number' || Number.isNaN(atMs))
      throw invalidArgument('atMs', atMs, 'milliseconds, or Infinity for never')
    const deadline = new Deadline(atMs, value, this.#added)
    this.#added += 1
    if (!this.#run.append(deadline)) this.#rest.add(deadline)
    return deadline
  }

  remove(entry: DeadlineEntry<T>): boolean {
    const deadline = entry as Deadline<T> // Anything else has no home here, and is refused for that.
    return this.#run.remove(deadline) || this.#rest.remove(deadline)
  }

  next(): number | undefined {
    return this.#earliest()?.atMs
  }

  popDue(nowMs: number): T | undefined {
    const earliest = this.#earliest()
    if (earliest === undefined || !(earliest.atMs <= nowMs)) return undefined
    this.remove(earliest)
    return earliest.value
  }

  #earliest(): Deadline<T> | undefined {
    const ofRun = this.#run.first
    const ofRest = this.#rest.first
    if (ofRun === undefined) return ofRest
    if (ofRest === undefined) return ofRun
    return isBefore(ofRun, ofRest) ? ofRun : ofRest
  }
}
