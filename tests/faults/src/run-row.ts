/** The program that plays one row, as a process of its own, and ends by itself: `node run-row.js '{"name":…,"seed":…}'`. */
import { rows } from './matrix.js'
import { playRow } from './play-row.js'

export interface RowRun {
  readonly name: string
  readonly seed: number
  readonly times?: number | undefined
  readonly isShort?: boolean
}

const { name, ...run } = JSON.parse(process.argv[2] ?? '{}') as RowRun
const row = rows.find((one) => one.name === name)
if (!row) throw new Error(`there is no row ${name}`)

const verdict = await playRow(row, run)
process.send?.(verdict, () => process.disconnect())
