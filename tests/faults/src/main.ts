/** The command `faults`: injects every fault of the matrix for real, and prints a line for each. */
import { systemClock } from '@errand/timing'
import { readCommandLine } from './command-line.js'
import { faultTables } from './fault-tables.js'
import { rows } from './matrix.js'
import { unmetNeed } from './needs.js'
import { report } from './report.js'
import type { Row } from './row.js'
import { runRow } from './row-process.js'
import { hasPassed } from './verdict.js'

const { named, seed, times, jobs, isList, isTable } = readCommandLine(process.argv.slice(2), rows)
const chosen = named.length === 0 ? rows : rows.filter(({ name }) => named.includes(name))
const counts = { passed: 0, failed: 0, skipped: 0 }

if (isTable) console.log(faultTables())
else if (isList) for (const row of chosen) report.listed(row)
else await runAll()

async function runAll(): Promise<void> {
  report.seed(seed)
  const waiting = [...chosen]
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row; row = waiting.shift()) await runOne(row)
  }
  await Promise.all(Array.from({ length: jobs }, work))
  report.totals(counts)
  if (counts.failed > 0) process.exitCode = 1
}

async function runOne(row: Row): Promise<void> {
  const reason = unmetNeed(row.needs)
  if (reason !== undefined) {
    counts.skipped++
    return report.skipped(row, reason)
  }
  const startedAt = systemClock.now()
  const verdict = await runRow(row, { name: row.name, seed, times })
  counts[hasPassed(verdict) ? 'passed' : 'failed']++
  report.ran(row, verdict, systemClock.now() - startedAt)
}
