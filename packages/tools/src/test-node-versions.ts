// The program `test-node-versions`: runs every test under each version of Node that is supported, and prints a table. The
// binaries come from npm, where each platform's is a package, and stay in `node_modules/.cache`. Versions can be named:
// `pnpm test:node-versions 22 24`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.js'
import { clearTestResults, readTestResults, sumOf } from './test-results.js'

interface Row {
  readonly version: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly seconds: number
  readonly isOk: boolean
}

const supportedVersions = ['20', '22', '24', '26']
const root = process.cwd()

const named = process.argv.slice(2)
const rows: Row[] = []
for (const major of named.length > 0 ? named : supportedVersions) rows.push(await testUnder(major))
console.table(rows)
process.exitCode = rows.every(({ isOk }) => isOk) ? 0 : 1

async function testUnder(major: string): Promise<Row> {
  const path = await provideNode(major)
  const version = (await runCommand('node', ['--version'], { path })).output.trim()
  console.log(`\n${version}`)
  clearTestResults(root)
  const startedAt = Date.now()
  // Without the cache, which doesn't know of versions.
  const { exitCode } = await runCommand('pnpm', ['test', '--force'], { path, isShown: true })
  const counts = sumOf(readTestResults(root))
  return { version, ...counts, seconds: Math.round((Date.now() - startedAt) / 1000), isOk: exitCode === 0 }
}

/** The folder of the binary. */
async function provideNode(major: string): Promise<string> {
  const folder = join(root, 'node_modules', '.cache', 'node-versions', major)
  const name = `node-${process.platform}-${process.arch}`
  mkdirSync(folder, { recursive: true })
  const installation = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', `${name}@${major}`]
  const { exitCode, everything } = await runCommand('npm', installation)
  if (exitCode !== 0) throw new Error(`cannot install ${name}@${major}:\n${everything}`)
  return join(folder, 'node_modules', name, 'bin')
}
