/** The program `bench`: runs what was asked for, prints the table, and writes the files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandLine, CommandLineError, helpText, readCommandLine } from './command-line.js'
import { Progress } from './report/progress.js'
import { type Absence, type Results, resultsOf } from './report/results.js'
import { tableText } from './report/table.js'
import { calibrateSpin } from './run/calibrate.js'
import { type Group, planOf } from './run/plan.js'
import { runGroups } from './run/run-groups.js'
import { surroundings } from './run/surroundings.js'
import { allScenarios } from './scenarios/all-scenarios.js'
import { allSystems } from './systems/all-systems.js'

/** Slices of a quick run: short, so that all of them with their starts take less than 50 seconds. */
const quickTimes = { warmUpMs: 40, measureMs: 100 }
const fullTimes = { warmUpMs: 200, measureMs: 500 }

process.exitCode = await main()

async function main(): Promise<number> {
  const options = optionsOrUndefined()
  if (options === undefined) return 2
  if (options.isHelp) return print(helpText)
  if (options.isList) return print(listText())
  const results = await measure(options)
  print(tableText(results))
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`)
  return Object.keys(results.figures).length > 0 ? 0 : 1
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
  const leftOut: Absence[] = []
  const installed = allSystems.filter((system) => {
    const reason = system.missing?.()
    if (reason !== undefined) leftOut.push({ system: system.name, reason })
    return reason === undefined
  })
  const groups = planOf(options, installed, allScenarios)
  const settings = {
    isQuick: options.isQuick,
    rounds: options.rounds,
    ...(options.isQuick ? quickTimes : fullTimes),
    spinRounds: calibrateSpin(),
  }
  const samples = await runIn(groups, settings, leftOut)
  const seconds = (Date.now() - startedAt.getTime()) / 1000
  return resultsOf({ groups, samples, leftOut, settings, surroundings: surroundings(), startedAt, seconds })
}

async function runIn(
  groups: readonly Group[],
  settings: Results['settings'],
  leftOut: Absence[],
): ReturnType<typeof runGroups> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => process.exit(code))
  const slices = groups.reduce((sum, group) => sum + group.slices.length, 0)
  const progress = new Progress(slices * (settings.rounds + 1))
  const samples = await runGroups(groups, {
    ...settings,
    times: settings,
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
