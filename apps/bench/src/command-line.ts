/** The command line of the bench. */
import { parseArgs } from 'node:util'

export interface CommandLine {
  readonly isQuick: boolean
  readonly isHelp: boolean
  readonly isList: boolean
  readonly scenarios: readonly string[]
  readonly systems: readonly string[]
  readonly rounds: number
  readonly json: string | undefined
  readonly plot: string | undefined
  readonly check: string | undefined
  /** 0.1 is ten in a hundred. */
  readonly tolerance: number
}

export interface KnownNames {
  readonly scenarios: readonly string[]
  readonly systems: readonly string[]
}

/** A command line that cannot be followed; the message names the flag, its value, and what is allowed. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
}

/** Fewer make no median that one can rely on. */
const standardRounds = 5
const roundsMax = 1000

export const helpText: string = `Measures errand against what one would take instead, interleaved in one run.

Usage: pnpm bench [flags]

  --quick           only what the claims need, in 50 seconds
  --scenario NAME   only this one; may be given several times, see --list
  --system NAME     only this one; may be given several times, see --list
  --rounds N        rounds that count, 1 to ${roundsMax} (${standardRounds} if not given)
  --json FILE       writes everything that was found
  --plot FILE.svg   draws it
  --check FILE      compares ratios with those of an earlier --json, and ends with 1 where one got worse
  --tolerance 10%   by how much they may be worse
  --list            prints scenarios and systems, and which of these can run here
  --help            prints this

Exit codes: 0 done, 1 a ratio got worse or nothing could be measured, 2 the flags are wrong.
`

/** @throws CommandLineError */
export function readCommandLine(args: readonly string[], known: KnownNames): CommandLine {
  const values = parsed(args)
  assertKnown('--scenario', values.scenario, known.scenarios)
  assertKnown('--system', values.system, known.systems)
  return {
    isQuick: values.quick,
    isHelp: values.help,
    isList: values.list,
    scenarios: values.scenario,
    systems: values.system,
    rounds: roundsOf(values.rounds),
    json: values.json,
    plot: values.plot,
    check: values.check,
    tolerance: toleranceOf(values.tolerance),
  }
}

// Its type is what parseArgs makes of the options.
function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      // A `--` of its own is one that a package manager let through.
      args: args.filter((arg) => arg !== '--'),
      options: {
        quick: { type: 'boolean', default: false },
        scenario: { type: 'string', multiple: true, default: [] },
        system: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string' },
        json: { type: 'string' },
        plot: { type: 'string' },
        check: { type: 'string' },
        tolerance: { type: 'string', default: '10%' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (cause) {
    throw new CommandLineError((cause as Error).message, { cause })
  }
}

function assertKnown(flag: string, given: readonly string[], known: readonly string[]): void {
  for (const name of given)
    if (!known.includes(name)) throw new CommandLineError(`${flag} is "${name}"; allowed are ${known.join(', ')}`)
}

function roundsOf(given: string | undefined): number {
  if (given === undefined) return standardRounds
  const rounds = Number(given)
  if (/^\d+$/.test(given) && rounds >= 1 && rounds <= roundsMax) return rounds
  throw new CommandLineError(`--rounds is "${given}"; allowed is an integer from 1 to ${roundsMax}`)
}

function toleranceOf(given: string): number {
  const [, number, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(given) ?? []
  const tolerance = Number(number) / (sign === '%' ? 100 : 1)
  if (tolerance >= 0 && tolerance < 1) return tolerance
  throw new CommandLineError(`--tolerance is "${given}"; allowed is from 0% to below 100%, as 10% or 0.1`)
}
