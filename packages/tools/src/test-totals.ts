// The program `test-totals`: prints what the last `pnpm test` counted, a line for each package, what failed and why, and the
// sum at the end. What the tests themselves print may be too much to be kept; this is not.
// `--clear` forgets the last run instead.
import { clearTestResults, type Failure, readTestResults, sumOf } from './test-results.js'

/** A failing input may be long. */
const messageCharsMax = 4000

if (process.argv.includes('--clear')) clearTestResults(process.cwd())
else printTotals()

function printTotals(): void {
  const results = readTestResults(process.cwd())
  const { passed, failed, skipped } = sumOf(results)
  for (const one of results) {
    console.log(`${one.path.padEnd(24)} ${one.passed} passed, ${one.failed} failed, ${one.skipped} skipped`)
    for (const failure of one.failures) printFailure(failure)
  }
  if (skipped > 0) console.log(`${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

function printFailure({ file, test, message }: Failure): void {
  console.log(`  ${test === '' ? file : `${file}: ${test}`}`)
  for (const line of message.slice(0, messageCharsMax).split('\n')) console.log(`    ${line}`)
}
