/**
 * Which task runs next: each worker runs as many at a time as its concurrency allows, in the order in which they came,
 * and workers that have something to do take turns. What waits for other work lends its place to tasks that may borrow one.
 */
import { WaitingLine } from './waiting-line.js'

interface WorkerState<T> {
  readonly waiting: WaitingLine<T>
  /** Those of the waiting that may borrow a place. */
  readonly borrowers: WaitingLine<T>
  running: number
  /** Those of the running that wait for other work. */
  lending: number
  isReady: boolean
}

export interface RunQueue<T> {
  /** @param mayBorrow whether it may run in the place of one that waits for other work */
  add(worker: string, item: T, mayBorrow?: boolean): void
  /** The next that may start now, which counts as running from here on. */
  next(): { readonly worker: string; readonly item: T } | undefined
  ended(worker: string): void
  /** One of the worker's running tasks waits for other work. */
  lends(worker: string): void
  /** It does so no more. */
  takesBack(worker: string): void
  /** Takes all that wait. */
  clear(): readonly T[]
  readonly running: number
  readonly waiting: number
  /** Workers that have something to do. */
  readonly workers: number
}

/** Workers come and go with single tasks where there are thousands of them: so many are kept to be others. */
const spareMax = 256

class Lines<T> implements RunQueue<T> {
  readonly #concurrency: number
  readonly #orderOf: (item: T) => number
  readonly #workers = new Map<string, WorkerState<T>>()
  readonly #ready = new WaitingLine<string>()
  /** Nothing of them runs or waits. */
  readonly #spare: WorkerState<T>[] = []
  running = 0
  waiting = 0

  constructor(concurrency: number, orderOf: (item: T) => number) {
    this.#concurrency = concurrency
    this.#orderOf = orderOf
  }

  get workers(): number {
    return this.#workers.size
  }

  add(name: string, item: T, mayBorrow = false): void {
    const worker = this.#workers.get(name) ?? this.#open(name)
    const line = mayBorrow ? worker.borrowers : worker.waiting
    line.push(item)
    this.waiting++
    this.#makeReady(name, worker)
  }

  next(): { worker: string; item: T } | undefined {
    const name = this.#ready.shift()
    if (name === undefined) return undefined
    const worker = this.#workers.get(name) as WorkerState<T>
    worker.isReady = false
    // What made it ready may have been taken back since.
    const item = this.#lineOf(worker)?.shift()
    if (item === undefined) return this.next()
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

  lends(name: string): void {
    const worker = this.#workers.get(name) as WorkerState<T>
    worker.lending++
    this.#makeReady(name, worker)
  }

  takesBack(name: string): void {
    const worker = this.#workers.get(name) as WorkerState<T>
    worker.lending--
  }

  clear(): readonly T[] {
    const items = [...this.#workers.values()].flatMap(({ waiting, borrowers }) => [
      ...waiting.clear(),
      ...borrowers.clear(),
    ])
    for (const [name, worker] of this.#workers) {
      worker.isReady = false
      this.#forgetIdle(name, worker)
    }
    this.#ready.clear()
    this.waiting = 0
    return items
  }

  #open(name: string): WorkerState<T> {
    const worker = this.#spare.pop() ?? newWorker<T>()
    this.#workers.set(name, worker)
    return worker
  }

  /** Whose first may start now. */
  #lineOf({ waiting, borrowers, running, lending }: WorkerState<T>): WaitingLine<T> | undefined {
    if (running >= this.#concurrency)
      return borrowers.length > 0 && running - lending < this.#concurrency ? borrowers : undefined
    if (waiting.length === 0) return borrowers.length > 0 ? borrowers : undefined
    if (borrowers.length === 0) return waiting
    return this.#orderOf(borrowers.first as T) < this.#orderOf(waiting.first as T) ? borrowers : waiting
  }

  #makeReady(name: string, worker: WorkerState<T>): void {
    if (worker.isReady || !this.#lineOf(worker)) return
    worker.isReady = true
    this.#ready.push(name)
  }

  #forgetIdle(name: string, worker: WorkerState<T>): void {
    const { running, lending, isReady, waiting, borrowers } = worker
    if (running > 0 || waiting.length > 0 || borrowers.length > 0) return
    this.#workers.delete(name)
    // What is still looked at, or counted, under its name is not another's.
    if (lending === 0 && !isReady && this.#spare.length < spareMax) this.#spare.push(worker)
  }
}

function newWorker<T>(): WorkerState<T> {
  return {
    waiting: new WaitingLine<T>(),
    borrowers: new WaitingLine<T>(),
    running: 0,
    lending: 0,
    isReady: false,
  }
}

/**
 * @param concurrency tasks that each worker runs at the same time, at least 1
 * @param orderOf less for what came before
 */
export function runQueue<T>(concurrency: number, orderOf: (item: T) => number = () => 0): RunQueue<T> {
  return new Lines<T>(concurrency, orderOf)
}
