/** The deadline heap: order, removal, and what it refuses. */
import { describe, expect, it } from 'vitest'
import { deadlineHeap } from '../src/deadline-heap.js'
import { TimingError } from '../src/timing-error.js'
import { popAll } from './pop-all.js'

describe('deadlineHeap', () => {
  it('is empty at first', () => {
    const heap = deadlineHeap<string>()
    expect(heap.size).toBe(0)
    expect(heap.next()).toBeUndefined()
    expect(heap.popDue(Infinity)).toBeUndefined()
  })

  it('pops what is due, the earliest first', () => {
    const heap = deadlineHeap<string>()
    heap.add(20, 'second')
    heap.add(10, 'first')
    heap.add(20.5, 'third')
    expect(heap.next()).toBe(10)
    expect(heap.popDue(9.9)).toBeUndefined()
    expect(popAll(heap, 20)).toEqual(['first', 'second'])
    expect(heap.size).toBe(1)
    expect(heap.next()).toBe(20.5)
  })

  it('pops deadlines of one time in the order in which they were added', () => {
    const heap = deadlineHeap<number>()
    heap.add(9, 0)
    for (let value = 1; value <= 20; value += 1) heap.add(value % 3 === 0 ? 9 : 5, value)
    expect(popAll(heap, 5)).toEqual([1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20])
    expect(popAll(heap, 9)).toEqual([0, 3, 6, 9, 12, 15, 18])
  })

  it('removes a deadline once, wherever it stands', () => {
    const heap = deadlineHeap<string>()
    const entries = [30, 10, 40, 20].map((atMs) => heap.add(atMs, `at ${atMs}`))
    for (const entry of entries) {
      expect(heap.remove(entry)).toBe(true)
      expect(heap.remove(entry)).toBe(false)
    }
    expect(heap.size).toBe(0)
  })

  it('does not remove what was popped', () => {
    const heap = deadlineHeap<string>()
    const entry = heap.add(1, 'due')
    heap.popDue(1)
    heap.add(2, 'pending')
    expect(heap.remove(entry)).toBe(false)
    expect(heap.size).toBe(1)
  })

  it('keeps the order of those that stay among thousands that come and go', () => {
    const heap = deadlineHeap<number>()
    const kept: number[] = []
    for (let value = 1; value <= 10_000; value += 1) {
      const ticket = heap.add(value, value)
      if (value % 700 === 0) kept.push(value)
      else heap.remove(ticket)
    }
    expect(heap.size).toBe(kept.length)
    expect(popAll(heap)).toEqual(kept)
    heap.add(5, 5)
    expect(heap.next()).toBe(5)
  })

  it('keeps Infinity until the end of time', () => {
    const heap = deadlineHeap<string>()
    heap.add(Infinity, 'never')
    heap.add(-Infinity, 'always')
    expect(popAll(heap, Number.MAX_VALUE)).toEqual(['always'])
    expect(heap.next()).toBe(Infinity)
  })

  it('refuses NaN, and finds nothing due at NaN', () => {
    const heap = deadlineHeap<string>()
    expect(() => heap.add(NaN, 'value')).toThrow(TimingError)
    expect(heap.size).toBe(0)
    heap.add(0, 'value')
    expect(heap.popDue(NaN)).toBeUndefined()
  })
})
