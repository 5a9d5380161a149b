/** Reads a command line by a table of flags. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { allowedBy, type Flag, type FlagTable, type FlagValues, onCommandLine } from './flag-table.js'

/** A command line that cannot be followed; the message names the flag, its value, and what is allowed. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

type Value = number | string | boolean

/** @throws FlagError */
export function parseFlags<Table extends FlagTable>(table: Table, args: readonly string[]): FlagValues<Table> {
  const known = new Map(Object.entries(table).map(([name, flag]) => [onCommandLine(name), { name, flag }]))
  const values: Record<string, Value> = {}
  for (const { name, flag } of known.values()) values[name] = standardOf(flag)
  for (const { written, value } of writtenFlags(table, args)) {
    const one = known.get(written)
    if (one === undefined) throw new FlagError(`${written} is no flag; allowed are ${[...known.keys()].join(', ')}`)
    values[one.name] = valueOf(one.flag, written, value)
  }
  return values as FlagValues<Table>
}

interface WrittenFlag {
  readonly written: string
  readonly value: string | undefined
}

function* writtenFlags(table: FlagTable, args: readonly string[]): Iterable<WrittenFlag> {
  const options = Object.entries(table).map(([name, flag]) => [
    onCommandLine(name).slice(2),
    { type: flag.kind === 'switch' ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) } as const,
  ])
  // Not strict, since its own messages do not say what is allowed. A first `--` is one that a package manager let through.
  const { tokens } = parseArgs({
    args: args[0] === '--' ? args.slice(1) : [...args],
    options: Object.fromEntries(options),
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option')
      throw new FlagError(`"${token.kind === 'positional' ? token.value : '--'}" is no flag; flags begin with --`)
    yield { written: token.rawName === '-h' ? '--help' : token.rawName, value: token.value }
  }
}

function standardOf(flag: Flag): Value {
  if (flag.kind === 'switch') return false
  return flag.standard === 'random' && flag.kind === 'integer' ? randomInt(flag.least, flag.most + 1) : flag.standard
}

function valueOf(flag: Flag, written: string, value: string | undefined): Value {
  if (flag.kind === 'switch') {
    if (value === undefined) return true
    throw new FlagError(`${written} is "${value}"; it takes no value`)
  }
  if (value === undefined) throw new FlagError(`${written} has no value; allowed is ${allowedBy(flag)}`)
  if (flag.kind === 'choice' && flag.choices.includes(value)) return value
  if (flag.kind === 'integer' && /^\d+$/.test(value)) {
    const number = Number(value)
    if (number >= flag.least && number <= flag.most) return number
  }
  throw new FlagError(`${written} is "${value}"; allowed is ${allowedBy(flag)}`)
}
