// The program `simulate`: runs worlds by seed until they have had so many steps together, and says what was found.
import { Situations } from './audit/situations.js'
import { Trace } from './engine/trace.js'
import { modes, type Mode, readOptions } from './options.js'
import { SimWorld } from './sim-world.js'

function modeOf(seed: number): Mode {
  return modes[seed % 8 === 0 ? 2 : seed % 4 === 0 ? 1 : 0] as Mode
}

const options = readOptions(process.argv.slice(2))
const situations = new Situations()
let steps = 0
let requests = 0
let failures = 0
const startedAt = performance.now()
for (let seed = options.seed; steps < options.steps; seed++) {
  const mode = options.mode ?? modeOf(seed)
  const trace = new Trace(
    options.isVerbose ? (atMs, label, detail) => console.log(`${atMs.toFixed(3)} ${label} ${detail}`) : undefined,
  )
  const report = await new SimWorld(seed, mode, trace).run()
  steps += report.steps
  requests += report.requests
  situations.add(report.situations)
  if (report.violations.length > 0) {
    failures++
    console.log(`seed ${seed} mode ${mode} hash ${report.hash} steps ${report.steps}:\n  ${report.violations.slice(0, 5).join('\n  ')}`)
  }
  if (failures >= 10) break
}
const seconds = (performance.now() - startedAt) / 1000
console.log(`${steps} steps, ${requests} requests in ${seconds.toFixed(1)} s: ${((seconds / steps) * 1e6).toFixed(1)} us a step`)
for (const [situation, times] of [...situations.counts].toSorted()) console.log(`  ${times} ${situation}`)
process.exitCode = failures > 0 ? 1 : 0
