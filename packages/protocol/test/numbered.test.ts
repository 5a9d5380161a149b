/** It does what a Map would, whatever the numbers. */
import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { Numbered } from '@errand/protocol'

/** Neighbours, numbers at the edges of rows, and numbers that have no neighbours. */
const anId = oneof(
  integer({ min: 1, max: 20 }),
  integer({ min: 60, max: 70 }),
  constantFrom(2 ** 20, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER),
)
const aStep = record({ id: anId, does: constantFrom('add', 'delete', 'get') })

interface Thing {
  readonly id: number
}

it('has what was added and not deleted', () => {
  assert(
    property(array(aStep, { maxLength: 200 }), (steps) => {
      const open = new Numbered<Thing>()
      const model = new Map<number, Thing>()
      for (const { id, does } of steps) {
        const thing = { id }
        if (does === 'add') {
          model.set(id, thing)
          open.add(id, thing)
        }
        const had = model.get(id)
        expect(does === 'delete' ? open.delete(id) : had).toBe(had)
        if (does === 'delete') model.delete(id)
        expect(open.get(id)).toBe(model.get(id))
        expect(open.size).toBe(model.size)
      }
      expect(new Set(open)).toEqual(new Set(model.values()))
      expect(open.toArray()).toEqual([...open])
    }),
  )
})

it('is emptied while it is looked through', () => {
  const open = new Numbered<Thing>()
  for (let id = 1; id <= 10_000; id++) open.add(id, { id })
  for (const { id } of open) open.delete(id)
  expect(open.size).toBe(0)
  expect([...open]).toEqual([])
})

it('is looked through in the order of rising numbers', () => {
  const open = new Numbered<Thing>()
  for (let id = 50; id < 300; id += 7) open.add(id, { id })
  open.delete(57)
  const ids = Array.from(open, ({ id }) => id)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  expect(ids).toHaveLength(open.size)
})
