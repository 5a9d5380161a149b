/** The README keeps its word: its files run as they stand there, its commands and its packages are the ones there are. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const readme = await readFile(new URL('README.md', root), 'utf8')

/** Packages resolve from here as from any project that has them installed. */
const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))

/** The example's lines of code, its file names and blank lines left out. */
const codeLinesMax = 15
const runMsMax = 20_000

interface ReadmeFile {
  readonly name: string
  readonly text: string
}

function blocksOf(language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')
  return Array.from(readme.matchAll(fence), ([, text]) => text ?? '')
}

/** A block that opens with `// name` is the file of that name. */
function filesOf(blocks: readonly string[]): readonly ReadmeFile[] {
  return blocks.map((text) => ({ name: /^\/\/ (\S+)$/m.exec(text)?.[1] ?? '', text }))
}

describe('the example of the README', () => {
  const files = filesOf(blocksOf('js'))
  let folder = ''

  beforeEach(async () => {
    await mkdir(cache, { recursive: true })
    folder = await mkdtemp(`${cache}readme-`)
  })

  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  it('prints what the README says, and ends by itself', { timeout: 2 * runMsMax }, async () => {
    for (const { name, text } of files) await writeFile(`${folder}/${name}`, text)
    const run = await promisify(execFile)(process.execPath, ['app.mjs'], { cwd: folder, timeout: runMsMax })
    expect(run).toEqual({ stdout: blocksOf('text').join(''), stderr: '' })
  })

  it('is short', () => {
    const lines = files.flatMap(({ text }) => text.split('\n')).filter((line) => line !== '' && !line.startsWith('//'))
    expect(lines.length).toBeLessThanOrEqual(codeLinesMax)
  })
})

describe('the rest of the README', () => {
  it('runs pnpm in the version that is tested', async () => {
    const manifest = await readFile(new URL('package.json', root), 'utf8')
    const { packageManager } = JSON.parse(manifest) as { readonly packageManager: string }
    const commands = readme.match(/npx --yes \S+/g)
    expect(new Set(commands)).toEqual(new Set([`npx --yes ${packageManager}`]))
  })

  it.each(['packages', 'apps', 'tests'])('lists every folder of %s', async (parent) => {
    const entries = await readdir(new URL(parent, root), { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `](${parent}/${name})`)
    expect(folders.filter((link) => !readme.includes(link))).toEqual([])
  })
})
