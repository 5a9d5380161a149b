// Reads what vitest wrote about the last run of each workspace package, and sums it up.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface PackageResult extends TestCounts {
  /** The folder, `packages/protocol` for one. */
  readonly path: string
  /** Files whose tests failed or that could not be loaded. */
  readonly failedFiles: readonly string[]
}

/** The part of vitest's JSON report that is used here. */
interface VitestReport {
  readonly numPassedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

const workspaceFolders = ['packages', 'apps', 'tests']
const resultFile = join('.vitest', 'results.json')

export function readTestResults(root: string): readonly PackageResult[] {
  return testedPackages(root).map((path) => readPackageResult(root, path))
}

export function clearTestResults(root: string): void {
  for (const path of testedPackages(root)) rmSync(join(root, path, resultFile), { force: true })
}

export function sumOf(results: readonly TestCounts[]): TestCounts {
  return results.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

function testedPackages(root: string): readonly string[] {
  return workspaceFolders
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => existsSync(join(root, path, 'package.json')))
    .toSorted()
}

// A package without a report did not get as far as its tests, which is a failure as well.
function readPackageResult(root: string, path: string): PackageResult {
  const file = join(root, path, resultFile)
  if (!existsSync(file)) return { path, passed: 0, failed: 1, skipped: 0, failedFiles: ['no report of its tests'] }
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  const failures = report.testResults.filter(({ status }) => status === 'failed')
  return {
    path,
    passed: report.numPassedTests,
    failed: failures.reduce((sum, { assertionResults }) => sum + failedTests(assertionResults), 0),
    skipped: report.numPendingTests + report.numTodoTests,
    failedFiles: failures.map(({ name }) => name),
  }
}

// A file that could not be loaded has no tests, and counts as one that failed.
function failedTests(tests: readonly { readonly status: string }[]): number {
  return Math.max(1, tests.filter(({ status }) => status === 'failed').length)
}
