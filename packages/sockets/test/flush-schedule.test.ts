/** All that gathered in a turn of the event loop leaves at its end, in the order in which it was added. */
import { expect, it } from 'vitest'
import { flushSchedule } from '../src/flush-schedule.js'
import { turn } from './records.js'

it('flushes at the end of the turn, each once, in order', async () => {
  const flushed: string[] = []
  const schedule = flushSchedule()
  for (const name of ['first', 'second', 'third']) schedule.add({ flush: () => void flushed.push(name) })
  await Promise.resolve()
  expect(flushed).toEqual([])
  await turn()
  expect(flushed).toEqual(['first', 'second', 'third'])
  await turn()
  expect(flushed).toHaveLength(3)
})

it('takes what is added during a flush to the next turn', async () => {
  const schedule = flushSchedule()
  let flushes = 0
  const again = {
    flush() {
      flushes++
      if (flushes < 3) schedule.add(again)
    },
  }
  schedule.add(again)
  await turn()
  expect(flushes).toBe(1)
  await turn()
  await turn()
  expect(flushes).toBe(3)
})

it('flushes behind the microtasks where it is hastened', async () => {
  const flushed: string[] = []
  const schedule = flushSchedule()
  schedule.hasten()
  schedule.add({ flush: () => void flushed.push('first') })
  schedule.hasten()
  queueMicrotask(() => schedule.add({ flush: () => void flushed.push('second') }))
  expect(flushed).toEqual([])
  await new Promise((resolve) => process.nextTick(() => process.nextTick(resolve)))
  expect(flushed).toContain('first')
  await turn()
  expect(flushed).toEqual(['first', 'second'])
})

it('flushes so many in a turn, and the others in the next, those that came first before those that came later', async () => {
  const flushed: number[] = []
  const schedule = flushSchedule({ perTurn: 2 })
  const add = (name: number): void => schedule.add({ flush: () => void flushed.push(name) })
  for (const name of [1, 2, 3, 4, 5]) add(name)
  await turn()
  expect(flushed).toEqual([1, 2])
  add(6)
  await turn()
  expect(flushed).toEqual([1, 2, 3, 4])
  await turn()
  expect(flushed).toEqual([1, 2, 3, 4, 5, 6])
})

it('goes on at the end of the turn with what was hastened and was too much', async () => {
  let flushed = 0
  const schedule = flushSchedule({ perTurn: 2 })
  for (let added = 0; added < 3; added++) schedule.add({ flush: () => void flushed++ })
  schedule.hasten()
  await new Promise((resolve) => process.nextTick(resolve))
  expect(flushed).toBe(2)
  await turn()
  expect(flushed).toBe(3)
})
