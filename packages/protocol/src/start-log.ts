/**
 * Which tasks a thread has started, in memory that outlives the thread. When a thread is ended in the middle of its
 * work, its broker reads here what certainly did not start: that can be given to another without being done twice. While it
 * lives, its broker reads what has not ended: that is what hangs, if anything does.
 *
 * ```
 * word 0        starts so far, modulo 2^32
 * word 1 …      the ids of the last 4,096 tasks started, each as its low 32 bits; start n stands at 1 + n mod 4,096
 * word 4,097 …  for each of these n + 1, where its handler has ended
 * ```
 */
const countWord = 0
const firstEntry = 1

/** A loop holds 2,048 tasks at most, so all that it holds fits in twice; a power of two, so that counts may wrap. */
const entries = 4096

export function newStartLog(): SharedArrayBuffer {
  return new SharedArrayBuffer((firstEntry + 2 * entries) * Int32Array.BYTES_PER_ELEMENT)
}

function placeOf(start: number): number {
  return firstEntry + (start & (entries - 1))
}

/** What a broker reads of a log. */
export interface StartReader {
  /** Where the log stands; to be kept with a task when it is given out. */
  mark(): number
  /** @returns false where it certainly was not; to be asked when the worker has ended */
  hasStarted(task: number, mark: number): boolean
  /** @returns whether it has started, and its handler has not ended; an answer that is stuck in its thread is no handler */
  isRunning(task: number, mark: number): boolean
}

/** What a worker notes in a log. */
export interface StartWriter {
  /** To be called before the handler is. @returns which start it is */
  started(task: number): number
  /** The handler of this start has ended. */
  ended(start: number): void
}

/** The thread's side. */
export class StartLogWriter implements StartWriter {
  readonly #words: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  started(task: number): number {
    const start = Atomics.load(this.#words, countWord)
    // The entry first: whoever sees the count sees what it counts.
    Atomics.store(this.#words, placeOf(start), task | 0)
    Atomics.store(this.#words, countWord, (start + 1) | 0)
    return start
  }

  ended(start: number): void {
    Atomics.store(this.#words, placeOf(start) + entries, (start + 1) | 0)
  }
}

/** The broker's side. */
export class StartLogReader implements StartReader {
  readonly #words: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  mark(): number {
    return Atomics.load(this.#words, countWord)
  }

  hasStarted(task: number, mark: number): boolean {
    return this.#startOf(task, mark) !== undefined
  }

  isRunning(task: number, mark: number): boolean {
    const start = this.#startOf(task, mark)
    return start === 'forgotten' || (start !== undefined && this.#words[placeOf(start) + entries] !== ((start + 1) | 0))
  }

  #startOf(task: number, mark: number): number | 'forgotten' | undefined {
    const count = this.mark()
    const since = (count - mark) >>> 0
    if (since > entries) return 'forgotten'
    const id = task | 0
    for (let start = count - 1; start >= count - since; start--) if (this.#words[placeOf(start)] === id) return start
    return undefined
  }
}
