// The program `test-totals`: prints what the last `pnpm test` counted, a line for each package, and the sum at the end.
// `--clear` forgets the last run instead.
import { clearTestResults, readTestResults, sumOf } from './test-results.js'

if (process.argv.includes('--clear')) clearTestResults(process.cwd())
else printTotals()

function printTotals(): void {
  const results = readTestResults(process.cwd())
  const { passed, failed, skipped } = sumOf(results)
  for (const one of results) {
    console.log(`${one.path.padEnd(24)} ${one.passed} passed, ${one.failed} failed, ${one.skipped} skipped`)
    for (const file of one.failedFiles) console.log(`  ${file}`)
  }
  if (skipped > 0) console.log(`${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}
