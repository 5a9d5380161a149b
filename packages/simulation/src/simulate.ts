// The program `simulate`: runs worlds by seed and says what was found; or whether the simulation finds a mutant.
import { assertMutated, becomeMutant } from './gate/become-mutant.js'
import { mutantOf } from './gate/mutants.js'
import { type ProgramOptions, readOptions, usage } from './options.js'

async function main(options: ProgramOptions): Promise<boolean> {
  if (options.allMutants) return (await import('./gate/mutation-gate.js')).mutationGate(options)
  const mutant = options.mutant === undefined ? undefined : mutantOf(options.mutant)
  if (!mutant) return (await import('./standard-run.js')).standardRun(options)
  becomeMutant(mutant)
  // What the mutant is of is loaded from here on.
  const { mutantRun } = await import('./gate/mutant-run.js')
  assertMutated(mutant)
  return mutantRun(mutant, options)
}

try {
  process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1
} catch (error) {
  console.error(error instanceof RangeError || error instanceof TypeError ? `${error.message}\n${usage}` : error)
  process.exitCode = 2
}
