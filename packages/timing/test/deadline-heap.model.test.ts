/** The deadline heap against the plainest thing that does the same: an array that is searched. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlineHeap, type DeadlineHeap, type DeadlineTicket } from '../src/deadline-heap.js'
import { popAll } from './pop-all.js'

interface Entry {
  readonly atMs: number
  readonly value: number
  readonly ticket: DeadlineTicket
}

/** The same promises, kept by searching an array of entries in the order in which they were added. */
class SearchedArray {
  entries: Entry[] = []

  get earliest(): Entry | undefined {
    return this.entries.toSorted((a, b) => a.atMs - b.atMs)[0]
  }

  remove(entry: Entry | undefined): boolean {
    const isHere = entry !== undefined && this.entries.includes(entry)
    this.entries = this.entries.filter((other) => other !== entry)
    return isHere
  }
}

interface Pair {
  readonly model: SearchedArray
  readonly heap: DeadlineHeap<number>
  readonly everAdded: Entry[]
  risingMs: number
}

type Step = (pair: Pair) => void

const add =
  (atMs: number): Step =>
  ({ model, heap, everAdded }) => {
    const value = everAdded.length
    const entry = { atMs, value, ticket: heap.add(atMs, value) }
    everAdded.push(entry)
    model.entries.push(entry)
  }

const addRising =
  (byMs: number): Step =>
  (pair) => {
    pair.risingMs += byMs
    add(pair.risingMs)(pair)
  }

const remove =
  (which: number): Step =>
  ({ model, heap, everAdded }) => {
    const entry = everAdded[which % everAdded.length]
    if (entry !== undefined) expect(heap.remove(entry.ticket)).toBe(model.remove(entry))
  }

const popDue =
  (nowMs: number): Step =>
  ({ model, heap }) => {
    const earliest = model.earliest
    const due = earliest !== undefined && earliest.atMs <= nowMs ? earliest : undefined
    expect(heap.popDue(nowMs)).toBe(due?.value)
    model.remove(due)
  }

const fewTimes = fc.integer({ min: 0, max: 40 })

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fewTimes.map(add) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 2 }).map(addRising) },
    { weight: 3, arbitrary: fc.nat(1_000).map(remove) },
    { weight: 1, arbitrary: fewTimes.map(popDue) },
  ),
  { maxLength: 300, size: 'max' },
)

describe('deadlineHeap against a searched array', () => {
  it('agrees after every step', () => {
    fc.assert(
      fc.property(steps, (plan) => {
        const pair: Pair = { model: new SearchedArray(), heap: deadlineHeap(), everAdded: [], risingMs: 0 }
        for (const step of plan) {
          step(pair)
          expect(pair.heap.size).toBe(pair.model.entries.length)
          expect(pair.heap.next()).toBe(pair.model.earliest?.atMs)
        }
        const rest = pair.model.entries.toSorted((a, b) => a.atMs - b.atMs)
        expect(popAll(pair.heap)).toEqual(rest.map((entry) => entry.value))
      }),
    )
  })
})
