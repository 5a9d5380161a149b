// The program that makes one file of each package's modules, on a package of the test's own.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'

const program = fileURLToPath(new URL('../bundle.mjs', import.meta.url))
const modules = {
  'index.js': `import { one } from './parts/one.js'\nimport { tmpdir } from 'node:os'\nexport const all = [one, typeof tmpdir]\n`,
  'parts/one.js': `import { Worker } from 'node:worker_threads'\nexport const one = 1\nexport const start = () => new Worker(new URL('./beside.js', import.meta.url))\n`,
  'parts/beside.js': `export const beside = true\n`,
}

let folder: string
const bundled = (file: string): string => join(folder, 'dist/bundle', file)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errand-bundle-'))
  await writeManifest({ '.': { types: './dist/index.d.ts', default: './dist/bundle/index.js' } })
  for (const [file, text] of Object.entries(modules)) await writeModule(file, text)
})
afterEach(() => rm(folder, { recursive: true }))

it('makes one file of the modules, beside one for each thread that is started', async () => {
  await run()
  expect((await readdir(join(folder, 'dist/bundle'))).filter((file) => file.endsWith('.js'))).toEqual([
    'beside.js',
    'index.js',
  ])
  expect(await import(pathToFileURL(bundled('index.js')).href)).toMatchObject({ all: [1, 'function'] })
})

it('leaves what is newer than its modules, and makes anew what is not', async () => {
  await run()
  const madeAt = (await stat(bundled('index.js'))).mtimeMs
  await run()
  expect((await stat(bundled('index.js'))).mtimeMs).toBe(madeAt)
  await writeModule('index.js', 'export const all = "another"\n')
  await run()
  expect(await readFile(bundled('index.js'), 'utf8')).toContain('"another"')
})

it('takes away what it no longer makes', async () => {
  await run()
  await cp(bundled('index.js'), bundled('chunk-OLD.js'))
  await writeModule('index.js', 'export const all = 2\n')
  await run()
  expect(await readdir(join(folder, 'dist/bundle'))).not.toContain('chunk-OLD.js')
})

it('does nothing to a package that is not built, or has no bundle', async () => {
  await writeManifest({ '.': './dist/index.js' })
  await run()
  await expect(stat(bundled('index.js'))).rejects.toThrow('ENOENT')
  await rm(join(folder, 'dist'), { recursive: true })
  await run()
})

it('fails where a module is not there', async () => {
  await writeModule('index.js', `import './nowhere.js'\n`)
  await expect(run()).rejects.toThrow('nowhere.js')
})

async function run(): Promise<void> {
  await promisify(execFile)(process.execPath, [program, folder])
}

function writeManifest(exports: object): Promise<void> {
  return writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', exports }))
}

async function writeModule(file: string, text: string): Promise<void> {
  const path = join(folder, 'dist', file)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, text)
  // Newer than any bundle there is, whatever the clock of the file system can tell apart.
  const later = new Date(Date.now() + 5000)
  if (await stat(bundled('index.js')).catch(() => undefined)) await utimes(path, later, later)
}
