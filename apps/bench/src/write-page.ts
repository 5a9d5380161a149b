/** The program behind `pnpm bench:page FILE`: writes what a run found into docs/benchmarks.md, and draws its charts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { plot } from './plot/charts.js'
import { resultsMarkdown } from './report/markdown.js'
import { withResults } from './report/page.js'
import type { Results } from './report/results.js'

const file = process.argv.slice(2).find((arg) => arg !== '--')

if (file === undefined) {
  console.error('Usage: pnpm bench:page FILE, where FILE is from pnpm bench --json FILE')
  process.exitCode = 2
} else {
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results
  const page = new URL('../../../docs/benchmarks.md', import.meta.url)
  writeFileSync(page, withResults(readFileSync(page, 'utf8'), resultsMarkdown(results)))
  writeFileSync(new URL('../../../docs/images/benchmarks.svg', import.meta.url), plot(results))
}
