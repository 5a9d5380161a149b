/** The program `bench`: runs what was asked for, prints the table, and writes the files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandLine, CommandLineError, helpText, readCommandLine } from './command-line.js'
import { compare } from './figures/check.js'
import type { Samples } from './figures/sample.js'
import { plot } from './plot/charts.js'
import { comparisonText } from './report/comparison-text.js'
import { Progress } from './report/progress.js'
import { type Absence, type Results, resultsOf } from './report/results.js'
import { tableText } from './report/table.js'
import { calibrateSpin } from './run/calibrate.js'
import { type Group, planOf } from './run/plan.js'
import { Others } from './run/others.js'
import { fullPace, type Pace, quickPace } from './run/pace.js'
import { runGroups, type RunOptions } from './run/run-groups.js'
import { surroundings } from './run/surroundings.js'
import { allScenarios } from './scenarios/all-scenarios.js'
import type { SliceTimes } from './scenarios/load.js'
import { allSystems } from './systems/all-systems.js'
import type { System } from './systems/system.js'

process.exitCode = await main()

async function main(): Promise<number> {
  const options = optionsOrUndefined()
  if (options === undefined) return 2
  if (options.isHelp) return print(helpText)
  if (options.isList) return print(listText())
  const results = await measure(options)
  print(tableText(results))
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`)
  if (options.plot !== undefined) writeFileSync(options.plot, plot(results))
  if (options.check !== undefined && !holds(results, options.check, options.tolerance)) return 1
  return Object.keys(results.figures).length > 0 ? 0 : 1
}

/** @returns whether no ratio got worse than in the file */
function holds(results: Results, baseline: string, tolerance: number): boolean {
  const comparison = compare(JSON.parse(readFileSync(baseline, 'utf8')) as Results, results, tolerance)
  print(comparisonText(comparison, tolerance))
  return comparison.worse.length === 0
}

function optionsOrUndefined(): CommandLine | undefined {
  const known = { scenarios: allScenarios.map(({ name }) => name), systems: allSystems.map(({ name }) => name) }
  try {
    return readCommandLine(process.argv.slice(2), known)
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error
    console.error(error.message)
    return undefined
  }
}

async function measure(options: CommandLine): Promise<Results> {
  const startedAt = new Date()
  const others = new Others()
  const leftOut: Absence[] = []
  const groups = planOf(options, installedSystems(leftOut), allScenarios)
  const spinRounds = calibrateSpin()
  const slices: Record<string, SliceTimes> = {}
  const pace = noted(options.isQuick ? quickPace({ ...options, groups, elapsedMs: () => performance.now() }) : fullPace)
  const samples = await runIn(groups, { ...options, spinRounds, pace }, leftOut)
  return resultsOf({
    groups,
    samples,
    leftOut,
    settings: { isQuick: options.isQuick, rounds: options.rounds, spinRounds, slices },
    surroundings: surroundings(),
    othersPercent: others.percent(),
    startedAt,
    seconds: (Date.now() - startedAt.getTime()) / 1000,
  })

  function noted({ warmUpMs, timesFor }: Pace): Pace {
    return { warmUpMs, timesFor: (group) => (slices[group.name] = timesFor(group)) }
  }
}

function installedSystems(leftOut: Absence[]): readonly System[] {
  return allSystems.filter((system) => {
    const reason = system.missing?.()
    if (reason !== undefined) leftOut.push({ system: system.name, reason })
    return reason === undefined
  })
}

/** In a folder that goes with the program, however it ends. */
async function runIn(
  groups: readonly Group[],
  options: Pick<RunOptions, 'rounds' | 'spinRounds' | 'pace'>,
  leftOut: Absence[],
): Promise<Samples> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
  const slices = groups.reduce((sum, group) => sum + group.slices.length, 0)
  const progress = new Progress(slices * (options.rounds + 1))
  const samples = await runGroups(groups, {
    ...options,
    folder,
    onSlice: ({ system, scenario }, round) => progress.step(`round ${round}: ${system.name} at ${scenario.name}`),
    onFailure: ({ system, scenario }, reason) =>
      void leftOut.push({ system: system.name, scenario: scenario.name, reason }),
  })
  progress.clear()
  return samples
}

function listText(): string {
  const systems = allSystems.map(({ name, tells, missing }) => {
    const reason = missing?.()
    return `  ${name.padEnd(20)} ${tells}${reason === undefined ? '' : ` (left out: ${reason})`}`
  })
  const scenarios = allScenarios.map(({ name, group }) => `  ${name.padEnd(20)} ${group}`)
  return `Systems\n${systems.join('\n')}\n\nScenarios\n${scenarios.join('\n')}\n`
}

function print(text: string): 0 {
  console.log(text)
  return 0
}
