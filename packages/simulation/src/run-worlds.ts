/** Runs worlds by seed, one after the other. */
import { Trace } from './engine/trace.js'
import { type Mode, type SimulationOptions } from './options.js'
import { SimWorld, type WorldReport } from './sim-world.js'

/** Each fourth world has a cut, each eighth no faults. */
export function modeOf(seed: number): Mode {
  if (seed % 8 === 0) return 'calm'
  return seed % 4 === 0 ? 'cut' : 'chaos'
}

/** @param listener told of every step */
export function runWorld(seed: number, mode: Mode, listener?: ConstructorParameters<typeof Trace>[0]): Promise<WorldReport> {
  return new SimWorld(seed, mode, new Trace(listener)).run()
}

/** Until they have had so many steps together. */
export async function* runWorlds({ seed, steps, mode, isVerbose }: SimulationOptions): AsyncGenerator<WorldReport> {
  const listener = isVerbose
    ? (atMs: number, label: string, detail: string): void => console.log(`${atMs.toFixed(3)} ${label} ${detail}`)
    : undefined
  let left = steps
  for (let next = seed; left > 0; next++) {
    const report = await runWorld(next, mode ?? modeOf(next), listener)
    left -= report.steps
    yield report
  }
}
