/** Modules in TypeScript, in whole programs: where Node strips types, where tsx is installed, and where neither is. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PoolPlacement } from '@errand/pool'

const placements: readonly PoolPlacement[] = ['inline', 'threads', 'loops', 'processes']

const stripsTypes = Boolean((process.features as { readonly typescript?: unknown }).typescript)
const whyNotStripped = `Node ${process.version} does not strip types: that takes 22.18 or later.`
const whyAlwaysStripped = `Node ${process.version} strips types: no TypeScript is refused.`
/** So that tsx is what is tried. */
const withoutStripping = stripsTypes ? ['--no-experimental-strip-types'] : []

it('is stripped of types from Node 22.18 on', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  expect(stripsTypes).toBe(major > 22 || (major === 22 && minor >= 18))
  console.warn(`Some of these tests are skipped. ${stripsTypes ? whyAlwaysStripped : whyNotStripped}`)
})

/** Tests are started with folders of packages in it, tsx among them. */
const { NODE_PATH: _folders, ...env } = process.env

/** @returns what the program writes */
async function run(options: readonly string[], program: string, ...given: readonly string[]): Promise<unknown> {
  const path = fileURLToPath(new URL(`fixtures/typed/${program}`, import.meta.url))
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...options, path, ...given], { env })
  // Some versions of Node call it experimental.
  return { stdout, stderr: stderr.replaceAll(/^\(.*(ExperimentalWarning|trace-warnings).*\n/gm, '') }
}

/** The modules in a package of their own, beside which tsx is installed. */
async function copyWith(manifest: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-typed-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(fileURLToPath(new URL('fixtures/typed/', import.meta.url)), folder, { recursive: true })
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  return folder
}

const rightAnswer = { stdout: '3', stderr: '' }

describe.each(placements)('with the placement %s', (placement) => {
  it('runs where Node strips types', async ({ skip }) => {
    if (!stripsTypes) skip(whyNotStripped)
    expect(await run([], 'app.ts', placement)).toEqual(rightAnswer)
  })

  it('runs through tsx, where that is installed beside the module', async () => {
    expect(await run(withoutStripping, 'app.mjs', placement)).toEqual(rightAnswer)
  })

  it('runs through tsx, where no package says that its files are ES modules', async () => {
    const folder = await copyWith({ type: 'commonjs' })
    expect(await run(withoutStripping, 'app.mjs', placement, join(folder, 'worker.ts'))).toEqual(rightAnswer)
  })

  it('runs where the program itself runs through tsx', async () => {
    expect(await run([...withoutStripping, '--import', 'tsx'], 'app.ts', placement)).toEqual(rightAnswer)
  })

  it('is refused with what to do, where there is neither', async ({ skip }) => {
    if (stripsTypes) skip(whyAlwaysStripped)
    const folder = await mkdtemp(join(tmpdir(), 'errand-typed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const module = join(folder, 'worker.ts')
    await writeFile(module, '')
    const told = `PoolError typescript-module: ${module} is TypeScript, which Node ${process.version} does not run: use Node 22.18 or later, install tsx, or name the module that it is compiled to`
    expect(await run([], 'app.mjs', placement, module)).toEqual({ stdout: told, stderr: '' })
  })
})
