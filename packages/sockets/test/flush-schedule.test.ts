/** All that gathered in a turn of the event loop leaves at its end, in the order in which it was added. */
import { expect, it } from 'vitest'
import { flushSchedule, onceATurn } from '../src/flush-schedule.js'
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

it('does what is asked for often once a turn', async () => {
  let times = 0
  const ask = onceATurn(flushSchedule(), () => times++)
  for (const wanted of [1, 2]) {
    ask()
    ask()
    expect(times).toBe(wanted - 1)
    await turn()
    expect(times).toBe(wanted)
  }
  await turn()
  expect(times).toBe(2)
})
