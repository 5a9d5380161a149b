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
  readonly failures: readonly Failure[]
}

/** A test that failed, or a file that could not be loaded. */
export interface Failure {
  readonly file: string
  /** Its name, groups before it; empty for a file. */
  readonly test: string
  readonly message: string
}

/** The part of vitest's JSON report that is used here. */
interface VitestReport {
  readonly numPassedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly FileReport[]
}

interface FileReport {
  readonly name: string
  readonly status: string
  /** Why it could not be loaded. */
  readonly message?: string
  readonly assertionResults: readonly {
    readonly status: string
    readonly fullName: string
    readonly failureMessages?: readonly string[]
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
  if (!existsSync(file)) {
    const failures = [{ file: path, test: '', message: 'it left no report of its tests' }]
    return { path, passed: 0, failed: 1, skipped: 0, failures }
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  const failures = report.testResults.filter(({ status }) => status === 'failed').flatMap(failuresOf)
  return {
    path,
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  }
}

// A file that could not be loaded has no tests, and counts as one that failed.
function failuresOf({ name, message = '', assertionResults }: FileReport): readonly Failure[] {
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return [{ file: name, test: '', message }]
  return failed.map(({ fullName, failureMessages = [] }) => ({
    file: name,
    test: fullName,
    message: failureMessages.join('\n'),
  }))
}
