// The quick rows of the matrix, each in a process of its own. `pnpm faults` runs all of them.
import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rows } from '../src/matrix.js'
import { unmetNeed } from '../src/needs.js'
import { runRow } from '../src/row-process.js'

const seed = Number(process.env['ERRAND_SEED'] ?? randomInt(2 ** 32))

describe('the matrix', () => {
  it('calls each row by a name of its own', () => {
    const names = rows.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })
})

describe(`with seed ${seed}`, () => {
  for (const row of rows.filter(({ isQuick }) => isQuick)) {
    it.skipIf(unmetNeed(row.needs) !== undefined)(`${row.name}: ${row.injects}`, async () => {
      const { faults, findings } = await runRow(row, { name: row.name, seed, isShort: true })
      expect({ faults, findings }).toEqual({ faults: [], findings: [] })
    })
  }
})
