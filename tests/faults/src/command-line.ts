/** The command line of `faults`: `[--row NAME]… [--seed N] [--times N] [--jobs N] [--list] [--table]`. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { seedMax } from './random.js'
import type { Row } from './row.js'

export interface CommandLine {
  /** Rows to run; all where there are none. */
  readonly named: readonly string[]
  readonly seed: number
  /** How often the rows that do something often do it. */
  readonly times: number | undefined
  /** Rows that run at the same time. */
  readonly jobs: number
  /** Tells the rows instead of running them. */
  readonly isList: boolean
  /** Prints the tables of the documentation. */
  readonly isTable: boolean
}

/** Ends the program with exit code 2 where it cannot be followed. */
export function readCommandLine(args: readonly string[], rows: readonly Row[]): CommandLine {
  try {
    return read(args, rows)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return process.exit(2)
  }
}

function read(args: readonly string[], rows: readonly Row[]): CommandLine {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      row: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      times: { type: 'string' },
      jobs: { type: 'string' },
      list: { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
    },
  })
  const names = new Set(rows.map(({ name }) => name))
  for (const name of values.row) if (!names.has(name)) throw new Error(`--row is "${name}"; see --list`)
  return {
    named: values.row,
    seed: numberOf('--seed', values.seed, seedMax) ?? randomInt(seedMax),
    times: numberOf('--times', values.times, 1_000_000),
    jobs: Math.max(1, numberOf('--jobs', values.jobs, 64) ?? 1),
    isList: values.list,
    isTable: values.table,
  }
}

function numberOf(flag: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (/^\d+$/.test(value) && number <= most) return number
  throw new Error(`${flag} is "${value}"; allowed is an integer from 0 to ${most}`)
}
