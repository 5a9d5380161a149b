/** What a simulation is asked for on the command line. */
import { parseArgs } from 'node:util'

/**
 * `chaos`: faults, then healing, then draining. `cut`: the same, but one connection is cut and never comes back. `calm`: no
 * faults, only load.
 */
const modes = ['chaos', 'cut', 'calm'] as const
export type Mode = (typeof modes)[number]

export interface SimulationOptions {
  /** Of the first world; each further one has the next. */
  readonly seed: number
  /** Worlds are run until they have had so many steps together. The last one is run to its end. */
  readonly steps: number
  /** Left out: by the seed. */
  readonly mode: Mode | undefined
  /** A kept one is run, and nothing else. */
  readonly scenario: string | undefined
  readonly mutant: string | undefined
  /** Prints every step. */
  readonly isVerbose: boolean
}

export const usage: string = `usage: pnpm simulate [--seed N] [--steps M] [--mode ${modes.join('|')}] [--verbose]
                     [--keep NAME | --scenario NAME] [--mutant NAME | --mutants]`

function integer(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new RangeError(`--${name} is ${JSON.stringify(text)}; allowed is an integer of at least 0`)
}

function modeOf(text: string | undefined): Mode | undefined {
  const mode = modes.find((known) => known === text)
  if (text === undefined || mode) return mode
  throw new RangeError(`--mode is ${JSON.stringify(text)}; allowed are ${modes.join(', ')}`)
}

export interface ProgramOptions extends SimulationOptions {
  /** Look for all mutants, each within `steps`. */
  readonly allMutants: boolean
  /** Name under which the first world is kept as a scenario. */
  readonly keep: string | undefined
}

/** @throws RangeError, TypeError for what is not allowed */
export function readOptions(args: readonly string[]): ProgramOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      steps: { type: 'string', default: '1000000' },
      mode: { type: 'string' },
      scenario: { type: 'string' },
      keep: { type: 'string' },
      mutant: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  return {
    seed: integer('seed', values.seed),
    steps: integer('steps', values.steps),
    mode: modeOf(values.mode),
    scenario: values.scenario,
    keep: values.keep,
    mutant: values.mutant,
    isVerbose: values.verbose,
    allMutants: values.mutants,
  }
}
