/**
 * Which task runs next: each worker runs as many at a time as its concurrency allows, in the order in which they came,
 * and workers that have something to do take turns.
 */

interface WorkerLine<T> {
  readonly waiting: T[]
  head: number
  running: number
  isReady: boolean
}

export interface RunQueue<T> {
  add(worker: string, item: T): void
  /** The next that may start now, which counts as running from here on. */
  next(): { readonly worker: string; readonly item: T } | undefined
  ended(worker: string): void
  /** Takes all that wait. */
  clear(): readonly T[]
  readonly running: number
  readonly waiting: number
}

class Lines<T> implements RunQueue<T> {
  readonly #concurrency: number
  readonly #lines = new Map<string, WorkerLine<T>>()
  #ready: string[] = []
  #readyHead = 0
  running = 0
  waiting = 0

  constructor(concurrency: number) {
    this.#concurrency = concurrency
  }

  add(worker: string, item: T): void {
    let line = this.#lines.get(worker)
    if (!line) this.#lines.set(worker, (line = { waiting: [], head: 0, running: 0, isReady: false }))
    line.waiting.push(item)
    this.waiting++
    this.#makeReady(worker, line)
  }

  next(): { worker: string; item: T } | undefined {
    const worker = this.#takeReady()
    if (worker === undefined) return undefined
    const line = this.#lines.get(worker) as WorkerLine<T>
    line.isReady = false
    const item = line.waiting[line.head++] as T
    if (line.head === line.waiting.length) {
      line.waiting.length = 0
      line.head = 0
    }
    line.running++
    this.running++
    this.waiting--
    this.#makeReady(worker, line)
    return { worker, item }
  }

  ended(worker: string): void {
    const line = this.#lines.get(worker) as WorkerLine<T>
    line.running--
    this.running--
    if (line.running === 0 && line.waiting.length === 0) this.#lines.delete(worker)
    else this.#makeReady(worker, line)
  }

  clear(): readonly T[] {
    const items = [...this.#lines.values()].flatMap((line) => line.waiting.slice(line.head))
    for (const line of this.#lines.values()) {
      line.waiting.length = 0
      line.head = 0
      line.isReady = false
    }
    this.#ready = []
    this.#readyHead = 0
    this.waiting = 0
    return items
  }

  #makeReady(worker: string, line: WorkerLine<T>): void {
    if (line.isReady || line.running >= this.#concurrency || line.head === line.waiting.length) return
    line.isReady = true
    this.#ready.push(worker)
  }

  #takeReady(): string | undefined {
    if (this.#readyHead === this.#ready.length) return undefined
    const worker = this.#ready[this.#readyHead++]
    if (this.#readyHead === this.#ready.length) {
      this.#ready.length = 0
      this.#readyHead = 0
    }
    return worker
  }
}

/** @param concurrency tasks that each worker runs at the same time, at least 1 */
export function runQueue<T>(concurrency: number): RunQueue<T> {
  return new Lines<T>(concurrency)
}
