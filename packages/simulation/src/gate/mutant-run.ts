/** Looks for a mutant, in the process that has become it. */
import type { SimulationOptions } from '../options.js'
import { runWorlds } from '../run-worlds.js'
import type { Mutant } from './mutants.js'

/** @returns whether it was found */
export async function mutantRun({ name }: Mutant, options: SimulationOptions): Promise<boolean> {
  let steps = 0
  for await (const { seed, mode, violations, steps: more } of runWorlds(options)) {
    steps += more
    if (violations.length === 0) continue
    console.log(
      `found  ${name}\n       by seed ${seed} (${mode}) after ${steps} steps: ${violations[0]?.split('\n')[0]}`,
    )
    return true
  }
  console.log(`MISSED ${name}, in ${steps} steps`)
  return false
}
