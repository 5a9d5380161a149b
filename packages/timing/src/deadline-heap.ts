/**
 * Which deadline is next, among many that mostly never come: nearly every request is answered in time, and most requests of
 * a program have the same timeout, so deadlines arrive in rising order and leave early. Those stay in a run, where both
 * cost next to nothing; the others go to a heap. The next is the earlier of the two firsts.
 */
import { Deadline, isBefore } from './deadline.js'
import { FourWayHeap } from './four-way-heap.js'
import { RisingRun } from './rising-run.js'
import { invalidArgument } from './timing-error.js'

/** What `add` gave for a deadline, to remove it by. It means something only to the heap that gave it. */
export type DeadlineTicket = number | object

/** Pending deadlines, each with a value, ordered by time, then by the order in which they were added. */
export interface DeadlineHeap<T> {
  /** How many are pending. */
  readonly size: number

  /**
   * Adds a deadline: O(1) if none pending in the run of rising ones is later, else O(log n). `Infinity` never is due.
   *
   * @throws TimingError `invalid-argument` if `atMs` is NaN.
   */
  add(atMs: number, value: T): DeadlineTicket

  /** Removes a deadline of this heap: O(1) or O(log n), as it was added. False if it was removed or popped before. */
  remove(ticket: DeadlineTicket): boolean

  /** The time of the earliest, or undefined without any. O(1). */
  next(): number | undefined

  /** Removes the earliest deadline if `atMs <= nowMs` and returns its value; else returns undefined. */
  popDue(nowMs: number): T | undefined
}

/** Makes an empty heap. Values must not be undefined, which is what `popDue` returns when nothing is due. */
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

  add(atMs: number, value: T): DeadlineTicket {
    if (typeof atMs !== 'number' || Number.isNaN(atMs))
      throw invalidArgument('atMs', atMs, 'milliseconds, or Infinity for never')
    const number = this.#added
    this.#added += 1
    if (this.#run.append(number, atMs, value)) return number
    const deadline = new Deadline(atMs, value, number)
    this.#rest.add(deadline)
    return deadline
  }

  remove(ticket: DeadlineTicket): boolean {
    if (typeof ticket === 'number') return this.#run.remove(ticket) !== undefined
    return this.#rest.remove(ticket as Deadline<T>)
  }

  next(): number | undefined {
    const ofRun = this.#run.firstAtMs
    const ofRest = this.#rest.first?.atMs
    if (ofRun === undefined) return ofRest
    return ofRest === undefined || ofRun < ofRest ? ofRun : ofRest
  }

  popDue(nowMs: number): T | undefined {
    const atMs = this.next()
    if (atMs === undefined || !(atMs <= nowMs)) return undefined
    const ofRest = this.#rest.first
    if (ofRest === undefined || this.#isRunBefore(ofRest)) return this.#run.remove(this.#run.first as number)
    this.#rest.remove(ofRest)
    return ofRest.value
  }

  #isRunBefore(ofRest: Deadline<T>): boolean {
    const { first, firstAtMs } = this.#run
    return first !== undefined && firstAtMs !== undefined && isBefore({ atMs: firstAtMs, sequence: first }, ofRest)
  }
}
