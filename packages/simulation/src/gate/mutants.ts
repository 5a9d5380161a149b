/**
 * Mutants: each switches one defence of the product off, in what was built of it. They are data, in `mutants.json`: a file, a
 * text that stands in it exactly once, and what stands there instead. The simulation has to find each of them.
 */
import { readFileSync } from 'node:fs'

interface Edit {
  readonly find: string
  readonly replace: string
}

export interface Mutant extends Edit {
  readonly name: string
  /** Below `packages`. */
  readonly file: string
  /** Another change of the same file, where two defences stand in for each other. */
  readonly also?: Edit
  /** The seed that found it when it was looked for last: the search begins there. */
  readonly seed: number
}

const list = new URL('../../mutants.json', import.meta.url)

export const mutants: readonly Mutant[] = JSON.parse(readFileSync(list, 'utf8')) as readonly Mutant[]

/** @throws RangeError where there is none of this name */
export function mutantOf(name: string): Mutant {
  const found = mutants.find((mutant) => mutant.name === name)
  if (found) return found
  throw new RangeError(
    `--mutant is ${JSON.stringify(name)}; there are:\n${mutants.map((each) => `  ${each.name}`).join('\n')}`,
  )
}
