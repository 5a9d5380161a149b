/** Runs worlds by seed, one after the other. */
import { Trace, type TraceListener } from './engine/trace.js'
import type { Mode, SimulationOptions } from './options.js'
import { readScenario } from './scenario-files.js'
import { type Scenario, SimWorld, type WorldReport } from './sim-world.js'

/** Each fourth world has a cut, each eighth no faults. */
export function modeOf(seed: number): Mode {
  if (seed % 8 === 0) return 'calm'
  return seed % 4 === 0 ? 'cut' : 'chaos'
}

/** @param listener told of every step */
export function runWorld(scenario: Scenario, listener?: TraceListener): Promise<WorldReport> {
  return new SimWorld(scenario, new Trace(listener)).run()
}

/** Until they have had so many steps together; of a kept scenario the one. */
export async function* runWorlds(options: SimulationOptions): AsyncGenerator<WorldReport> {
  const { seed, steps, mode, scenario, isVerbose } = options
  const listener = isVerbose ? print : undefined
  if (scenario !== undefined) return yield await runWorld(readScenario(scenario), listener)
  let left = steps
  for (let next = seed; left > 0; next++) {
    const report = await runWorld({ seed: next, mode: mode ?? modeOf(next) }, listener)
    left -= report.steps
    yield report
  }
}

function print(atMs: number, label: string, detail: string): void {
  console.log(`${atMs.toFixed(3)} ${label} ${detail}`)
}
