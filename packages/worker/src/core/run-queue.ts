/**
 * Which task runs next: each worker runs as many at a time as its concurrency allows, in the order in which they came,
 * and workers that have something to do take turns.
 */
import { WaitingLine } from './waiting-line.js'

interface WorkerState<T> {
  readonly waiting: WaitingLine<T>
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
  /** Workers that have something to do. */
  readonly workers: number
}

class Lines<T> implements RunQueue<T> {
  readonly #concurrency: number
  readonly #workers = new Map<string, WorkerState<T>>()
  readonly #ready = new WaitingLine<string>()
  running = 0
  waiting = 0

  constructor(concurrency: number) {
    this.#concurrency = concurrency
  }

  get workers(): number {
    return this.#workers.size
  }

  add(name: string, item: T): void {
    let worker = this.#workers.get(name)
    if (!worker) this.#workers.set(name, (worker = { waiting: new WaitingLine(), running: 0, isReady: false }))
    worker.waiting.push(item)
    this.waiting++
    this.#makeReady(name, worker)
  }

  next(): { worker: string; item: T } | undefined {
    const name = this.#ready.shift()
    if (name === undefined) return undefined
    const worker = this.#workers.get(name) as WorkerState<T>
    worker.isReady = false
    const item = worker.waiting.shift() as T
    worker.running++
    this.running++
    this.waiting--
    this.#makeReady(name, worker)
    return { worker: name, item }
  }

  ended(name: string): void {
    const worker = this.#workers.get(name) as WorkerState<T>
    worker.running--
    this.running--
    this.#makeReady(name, worker)
    this.#forgetIdle(name, worker)
  }

  clear(): readonly T[] {
    const items = [...this.#workers.values()].flatMap(({ waiting }) => waiting.clear())
    for (const [name, worker] of this.#workers) {
      worker.isReady = false
      this.#forgetIdle(name, worker)
    }
    this.#ready.clear()
    this.waiting = 0
    return items
  }

  #makeReady(name: string, worker: WorkerState<T>): void {
    if (worker.isReady || worker.running >= this.#concurrency || worker.waiting.length === 0) return
    worker.isReady = true
    this.#ready.push(name)
  }

  #forgetIdle(name: string, { running, waiting }: WorkerState<T>): void {
    if (running === 0 && waiting.length === 0) this.#workers.delete(name)
  }
}

/** @param concurrency tasks that each worker runs at the same time, at least 1 */
export function runQueue<T>(concurrency: number): RunQueue<T> {
  return new Lines<T>(concurrency)
}
