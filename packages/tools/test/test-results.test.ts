import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clearTestResults, readTestResults, sumOf } from '../src/test-results.js'

function reportOf(passed: number, testResults: readonly object[] = []): object {
  return { numPassedTests: passed, numPendingTests: 1, numTodoTests: 1, testResults }
}

describe('test results', () => {
  let root = ''

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'errand-results-'))
    for (const folder of ['packages', 'apps', 'tests']) mkdirSync(join(root, folder))
  })

  afterEach(() => rmSync(root, { recursive: true }))

  function addPackage(path: string, report?: object): void {
    mkdirSync(join(root, path, '.vitest'), { recursive: true })
    writeFileSync(join(root, path, 'package.json'), '{}')
    if (report !== undefined) writeFileSync(join(root, path, '.vitest', 'results.json'), JSON.stringify(report))
  }

  it('are summed up over all packages', () => {
    addPackage('packages/a', reportOf(3))
    addPackage('apps/b', reportOf(4))
    expect(sumOf(readTestResults(root))).toEqual({ passed: 7, failed: 0, skipped: 4 })
  })

  it('tell which tests failed and why, and count a file that could not be loaded as one', () => {
    const tests = [
      { status: 'failed', fullName: 'group one', failureMessages: ['Error: no'] },
      { status: 'passed', fullName: 'group two' },
      { status: 'failed', fullName: 'group three', failureMessages: ['Error: never'] },
    ]
    const failing = { name: 'failing', status: 'failed', assertionResults: tests }
    const broken = { name: 'broken', status: 'failed', message: 'SyntaxError', assertionResults: [] }
    addPackage('packages/a', reportOf(1, [failing, broken]))
    const failures = [
      { file: 'failing', test: 'group one', message: 'Error: no' },
      { file: 'failing', test: 'group three', message: 'Error: never' },
      { file: 'broken', test: '', message: 'SyntaxError' },
    ]
    expect(readTestResults(root)).toMatchObject([{ passed: 1, failed: 3, failures }])
  })

  it('count a package that left no report as failed', () => {
    addPackage('packages/a')
    expect(readTestResults(root)).toMatchObject([{ path: 'packages/a', failed: 1 }])
  })

  it('are gone once they are cleared', () => {
    addPackage('packages/a', reportOf(1))
    clearTestResults(root)
    expect(readTestResults(root)).toMatchObject([{ passed: 0, failed: 1 }])
  })
})
