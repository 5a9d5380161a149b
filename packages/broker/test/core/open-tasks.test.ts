/** What is open of one client does what a Map would, whatever the numbers. */
import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { OpenTasks } from '../../src/core/state/open-tasks.js'
import type { Task } from '../../src/core/state/state.js'

/** Neighbours, numbers at the edges of blocks, and numbers that have no neighbours. */
const anId = oneof(
  integer({ min: 1, max: 20 }),
  integer({ min: 4090, max: 4100 }),
  constantFrom(2 ** 20, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER),
)
const aStep = record({ id: anId, does: constantFrom('add', 'delete', 'get') })

function taskOf(id: number): Task {
  return { id } as Task
}

it('has what was added and not deleted', () => {
  assert(
    property(array(aStep, { maxLength: 200 }), (steps) => {
      const open = new OpenTasks()
      const model = new Map<number, Task>()
      for (const { id, does } of steps) {
        const task = taskOf(id)
        if (does === 'add' && !model.has(id)) {
          model.set(id, task)
          open.add(task)
        }
        expect(does === 'delete' && open.delete(id)).toBe(does === 'delete' && model.delete(id))
        expect(open.get(id)).toBe(model.get(id))
        expect(open.size).toBe(model.size)
      }
      expect(new Set(open.values())).toEqual(new Set(model.values()))
    }),
  )
})

it('is emptied while it is looked through', () => {
  const open = new OpenTasks()
  for (let id = 1; id <= 10_000; id++) open.add(taskOf(id))
  for (const { id } of open.values()) open.delete(id)
  expect(open.size).toBe(0)
  expect([...open.values()]).toEqual([])
})
