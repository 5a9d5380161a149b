/** The queue of the in-memory pipes does what an array's push and shift do. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { MessageQueue } from '../src/memory/message-queue.js'

it('gives back what was put in, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 5 }), { maxLength: 200 }), (steps) => {
      const queue = new MessageQueue<number>()
      const model: number[] = []
      let count = 0
      for (const step of steps) {
        for (let pushed = 0; pushed < step; pushed++) {
          model.push(count)
          queue.push(count++)
        }
        for (let shifted = 0; shifted > step; shifted--) expect(queue.shift()).toBe(model.shift())
        expect(queue.length).toBe(model.length)
      }
    }),
  )
})

it('is empty when it was cleared', () => {
  const queue = new MessageQueue<string>()
  for (const item of ['a', 'b', 'c']) queue.push(item)
  queue.shift()
  queue.clear()
  expect([queue.length, queue.shift()]).toEqual([0, undefined])
  queue.push('d')
  expect([queue.length, queue.shift()]).toEqual([1, 'd'])
})
