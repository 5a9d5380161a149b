/** The run queue against arrays: order, turns, concurrency, and what it keeps in memory. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RunQueue, runQueue } from '../../src/core/run-queue.js'
import { WaitingLine } from '../../src/core/waiting-line.js'

/** All that may start now, as `worker item`. */
function startAll<T>(queue: RunQueue<T>): string[] {
  const started: string[] = []
  for (let next = queue.next(); next; next = queue.next()) started.push(`${next.worker} ${String(next.item)}`)
  return started
}

describe('a run queue', () => {
  it('runs one task of a worker at a time, in the order in which they came', () => {
    const queue = runQueue<number>(1)
    for (const item of [1, 2, 3]) queue.add('a', item)
    expect(startAll(queue)).toEqual(['a 1'])
    queue.ended('a')
    expect(startAll(queue)).toEqual(['a 2'])
    queue.ended('a')
    expect(startAll(queue)).toEqual(['a 3'])
  })

  it('runs as many of each worker as its concurrency allows', () => {
    const queue = runQueue<number>(2)
    for (const item of [1, 2, 3]) queue.add('a', item)
    for (const item of [4, 5, 6]) queue.add('b', item)
    expect(startAll(queue)).toEqual(['a 1', 'b 4', 'a 2', 'b 5'])
    expect([queue.running, queue.waiting]).toEqual([4, 2])
  })

  it('lets a worker with little to do start before another has done all', () => {
    const queue = runQueue<number>(1)
    for (let item = 1; item <= 100; item++) queue.add('busy', item)
    queue.add('rare', 0)
    expect(startAll(queue)).toEqual(['busy 1', 'rare 0'])
  })

  it('gives out all that waits, and lets what runs end', () => {
    const queue = runQueue<number>(1)
    for (const item of [1, 2, 3]) queue.add('a', item)
    queue.add('b', 4)
    expect(queue.next()).toEqual({ worker: 'a', item: 1 })
    expect(queue.clear()).toEqual([2, 3, 4])
    expect([queue.running, queue.waiting, queue.next()]).toEqual([1, 0, undefined])
    queue.ended('a')
    expect(queue.workers).toBe(0)
    queue.add('a', 5)
    expect(queue.next()).toEqual({ worker: 'a', item: 5 })
  })

  it('forgets workers that have nothing to do', () => {
    const queue = runQueue<number>(1)
    for (let at = 0; at < 100; at++) queue.add(`worker.${at}`, at)
    for (let next = queue.next(); next; next = queue.next()) queue.ended(next.worker)
    expect(queue.workers).toBe(0)
  })

  // With credit ahead of the work, a busy worker's line is never empty.
  it('keeps nothing of what has run, though there is always something waiting', () => {
    const line = new WaitingLine<number>()
    line.push(0)
    for (let item = 1; item <= 10_000; item++) {
      line.push(item)
      expect(line.shift()).toBe(item - 1)
    }
    expect(line.length).toBe(1)
    expect(line.places).toBeLessThan(100)
  })
})

interface ModelTask {
  readonly worker: string
  readonly item: number
}

/** What a run queue promises, kept by searching arrays. */
class Model {
  readonly waiting: ModelTask[] = []
  readonly running: ModelTask[] = []
  readonly #concurrency: number

  constructor(concurrency: number) {
    this.#concurrency = concurrency
  }

  /** Tasks that may start next: of each worker with room its oldest. */
  get startable(): ModelTask[] {
    return this.waiting.filter(
      (task, at) =>
        this.waiting.findIndex(({ worker }) => worker === task.worker) === at &&
        this.running.filter(({ worker }) => worker === task.worker).length < this.#concurrency,
    )
  }

  start(worker: string, item: number): void {
    const at = this.waiting.findIndex((task) => task.worker === worker && task.item === item)
    this.running.push(...this.waiting.splice(at, 1))
  }

  end(worker: string): boolean {
    const at = this.running.findIndex((task) => task.worker === worker)
    if (at >= 0) this.running.splice(at, 1)
    return at >= 0
  }
}

type Step = { readonly kind: 'add' | 'next' | 'ended' | 'clear'; readonly worker: string }

const anyStep: fc.Arbitrary<Step> = fc.record({
  // One in ten clears the queue.
  kind: fc.constantFrom('add', 'next', 'ended', 'add', 'next', 'ended', 'add', 'next', 'ended', 'clear'),
  worker: fc.constantFrom('a', 'b', 'c', 'd'),
})

/** The queue beside its model, and a step of both. */
class Pair {
  readonly queue: RunQueue<number>
  readonly model: Model
  #lastItem = 0

  constructor(concurrency: number) {
    this.queue = runQueue(concurrency)
    this.model = new Model(concurrency)
  }

  apply({ kind, worker }: Step): void {
    if (kind === 'add') this.#add(worker)
    else if (kind === 'next') this.#next()
    else if (kind === 'clear') this.#clear()
    else if (this.model.end(worker)) this.queue.ended(worker)
  }

  #add(worker: string): void {
    this.model.waiting.push({ worker, item: ++this.#lastItem })
    this.queue.add(worker, this.#lastItem)
  }

  #next(): void {
    const { startable } = this.model
    const next = this.queue.next()
    if (!next) return assert.deepEqual(startable, [])
    assert.ok(startable.some(({ worker, item }) => worker === next.worker && item === next.item))
    this.model.start(next.worker, next.item)
  }

  #clear(): void {
    const items = this.model.waiting.splice(0).map(({ item }) => item)
    assert.deepEqual(new Set(this.queue.clear()), new Set(items))
  }
}

it('starts what a search of arrays allows, and never passes over it', () => {
  const anySteps = fc.array(anyStep, { maxLength: 300, size: 'max' })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), anySteps, (concurrency, steps) => {
      const pair = new Pair(concurrency)
      const { queue, model } = pair
      for (const step of steps) {
        pair.apply(step)
        expect([queue.waiting, queue.running]).toEqual([model.waiting.length, model.running.length])
        expect(queue.workers).toBe(new Set([...model.waiting, ...model.running].map(({ worker }) => worker)).size)
      }
    }),
  )
})

it('gives workers that are ready their turn in the order in which they became so', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 }), (workers) => {
      const queue = runQueue<number>(1)
      for (const [at, worker] of workers.entries()) queue.add(worker, at)
      const turns: string[] = []
      for (let next = queue.next(); next; next = queue.next()) {
        turns.push(next.worker)
        queue.ended(next.worker)
      }
      // Nobody has a second turn while another waits for its first.
      const first = [...new Set(workers)]
      expect(turns.slice(0, first.length)).toEqual(first)
      expect(turns.toSorted()).toEqual(workers.toSorted())
    }),
  )
})
