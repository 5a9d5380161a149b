/** The long run: worlds by seed, what was violated in them, and which situations never came about. */
import { Situations, situations as allSituations } from './audit/situations.js'
import type { ProgramOptions } from './options.js'
import { runWorlds } from './run-worlds.js'
import { keepScenario } from './scenario-files.js'
import type { WorldReport } from './sim-world.js'

/** Violations of one world that are printed: the others follow from the first, mostly. */
const shownMax = 5
/** A run that is shorter cannot be expected to see everything. */
const stepsForAll = 1_000_000
const failuresMax = 10

/** @returns whether nothing was violated, and everything seen that has to be */
export async function standardRun(options: ProgramOptions): Promise<boolean> {
  const startedAt = performance.now()
  const seen = new Situations()
  const total = { worlds: 0, steps: 0, requests: 0, failures: 0 }
  for await (const report of runWorlds(options)) {
    if (options.keep !== undefined && total.worlds === 0) keepScenario(options.keep, report)
    total.worlds++
    total.steps += report.steps
    total.requests += report.requests
    seen.add(report.situations)
    if (report.violations.length === 0) continue
    printFailure(report)
    if (++total.failures === failuresMax) break
  }
  const seconds = (performance.now() - startedAt) / 1000
  for (const situation of allSituations)
    console.log(`${String(seen.counts.get(situation) ?? 0).padStart(9)}  ${situation}`)
  console.log(
    `${total.worlds} worlds, ${total.steps} steps, ${total.requests} requests in ${seconds.toFixed(1)} s; ${total.failures} failed`,
  )
  return total.failures === 0 && (total.steps < stepsForAll || hasSeenAll(seen))
}

function printFailure({ seed, mode, hash, steps, violations }: WorldReport): void {
  console.log(`FAILED pnpm simulate --seed ${seed} --steps 1 --mode ${mode}`)
  console.log(`  hash ${hash}, ${steps} steps`)
  for (const violation of violations.slice(0, shownMax)) console.log(`  ${violation}`)
}

function hasSeenAll(seen: Situations): boolean {
  const unseen = allSituations.filter((situation) => !seen.counts.has(situation))
  for (const situation of unseen) console.log(`never seen: ${situation}`)
  return unseen.length === 0
}
