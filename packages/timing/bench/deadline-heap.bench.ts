/**
 * What one request costs its deadlines: added when it is sent, removed when it is answered, while others stay pending. One
 * call of a benchmark is a thousand requests, so its `hz` are thousands of requests a second.
 */
import { bench, describe } from 'vitest'
import { deadlineHeap } from '../src/deadline-heap.js'

const requestsPerCall = 1_000
const betweenRequestsMs = 0.005

interface Load {
  readonly timeoutMs: () => number
  /** Which of the pending requests, from the oldest on, is answered next. */
  readonly answered: (pending: number) => number
}

const random = seededRandom(1)
const amongOldest = (pending: number): number => Math.floor(random() * Math.min(pending, 64))
const amongAll = (pending: number): number => Math.floor(random() * pending)

const loads: Readonly<Record<string, Load>> = {
  'one timeout, answered about in order': { timeoutMs: () => 30_000, answered: amongOldest },
  'one timeout, answered in any order': { timeoutMs: () => 30_000, answered: amongAll },
  'one timeout, part of it spent on the way': { timeoutMs: () => 30_000 - random() * 2, answered: amongOldest },
  'three timeouts, answered about in order': { timeoutMs: () => oneOf([1_000, 5_000, 30_000]), answered: amongOldest },
  'any timeout, answered in any order': { timeoutMs: () => random() * 30_000, answered: amongAll },
}

for (const pending of [1_000, 100_000, 1_000_000]) {
  describe(`1000 requests with ${pending.toLocaleString('en')} pending`, () => {
    for (const [name, load] of Object.entries(loads)) bench(name, steadyState(load, pending))
  })
}

describe('1000 requests with 1,000 pending, a timer each, for comparison', () => {
  bench('setTimeout and clearTimeout', () => {
    for (let request = 0; request < requestsPerCall; request += 1) {
      const slot = request % timers.length
      clearTimeout(timers[slot])
      timers[slot] = setTimeout(ignore, 30_000).unref()
    }
  })
})

const timers: NodeJS.Timeout[] = Array.from({ length: 1_000 }, () => setTimeout(ignore, 30_000).unref())

function ignore(): void {}

/** Fills a heap at the first call; every call then adds and removes as many as the last. */
function steadyState({ timeoutMs, answered }: Load, pending: number): () => void {
  const heap = deadlineHeap<number>()
  let sent = 0
  const send = (): ReturnType<typeof heap.add> => heap.add((sent += 1) * betweenRequestsMs + timeoutMs(), sent)
  let ring: ReturnType<typeof heap.add>[] | undefined

  return () => {
    ring ??= Array.from({ length: pending }, send)
    for (let request = 0; request < requestsPerCall; request += 1) {
      const oldest = sent % pending
      const leaving = (oldest + answered(pending)) % pending
      heap.remove(entryAt(ring, leaving))
      ring[leaving] = entryAt(ring, oldest)
      ring[oldest] = send()
      heap.next()
    }
  }
}

function entryAt<T>(ring: readonly T[], slot: number): T {
  return ring[slot] as T
}

function oneOf(choices: readonly number[]): number {
  return choices[Math.floor(random() * choices.length)] ?? 0
}

/** Numerical Recipes' linear congruential generator: the same loads at every run, for next to no time. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
