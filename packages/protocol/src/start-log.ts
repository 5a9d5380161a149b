/**
 * Which tasks a thread has started, in memory that outlives the thread. When a thread is ended in the middle of its
 * work, its broker reads here what certainly did not start: that can be given to another without being done twice.
 *
 * ```
 * word 0    starts so far, modulo 2^32
 * word 1 …  the ids of the last 4,096 tasks started, each as its low 32 bits; start n stands at 1 + n mod 4,096
 * ```
 */
const countWord = 0
const firstEntry = 1

/** A loop holds 2,048 tasks at most, so all that it holds fits in twice; a power of two, so that counts may wrap. */
const entries = 4096

export function newStartLog(): SharedArrayBuffer {
  return new SharedArrayBuffer((firstEntry + entries) * Int32Array.BYTES_PER_ELEMENT)
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
  /** @returns whether nothing was started after it; where tasks run one at a time, all others have ended */
  isNewest(task: number): boolean
}

/** The thread's side. */
export class StartLogWriter {
  readonly #words: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  /** To be called before the handler is. */
  started(task: number): void {
    const start = Atomics.load(this.#words, countWord)
    // The entry first: whoever sees the count sees what it counts.
    Atomics.store(this.#words, placeOf(start), task | 0)
    Atomics.store(this.#words, countWord, (start + 1) | 0)
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
    const count = this.mark()
    const since = (count - mark) >>> 0
    if (since > entries) return true
    const id = task | 0
    for (let start = 1; start <= since; start++) if (this.#words[placeOf(count - start)] === id) return true
    return false
  }

  isNewest(task: number): boolean {
    return this.#words[placeOf(this.mark() - 1)] === (task | 0)
  }
}
