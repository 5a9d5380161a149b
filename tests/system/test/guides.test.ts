/** The guides keep their word: their files run as they stand there, those of before as well, and print what they say. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'

const guides = new URL('../../../docs/guides/', import.meta.url)
/** Packages resolve from here as from any project that has them installed. */
const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))
const names = (await readdir(guides)).filter((name) => name.endsWith('.md') && name !== 'README.md')

function blocksOf(guide: string, language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')
  return Array.from(guide.matchAll(fence), ([, text]) => text ?? '')
}

/** @returns the names of the files */
async function writeFiles(guide: string, folder: string): Promise<readonly string[]> {
  const files = blocksOf(guide, 'js').map((text) => ({ name: /^\/\/ (\S+)$/m.exec(text)?.[1] ?? '', text }))
  for (const { name, text } of files) await writeFile(`${folder}/${name}`, text)
  return files.map(({ name }) => name)
}

describe.each(names)('the guide %s', (name) => {
  it('runs, and prints what it says', async () => {
    const guide = await readFile(new URL(name, guides), 'utf8')
    await mkdir(cache, { recursive: true })
    const folder = await mkdtemp(`${cache}guide-`)
    onTestFinished(() => rm(folder, { recursive: true }))
    const files = await writeFiles(guide, folder)
    for (const program of ['before.mjs', 'app.mjs'].filter((file) => files.includes(file))) {
      const run = await promisify(execFile)(process.execPath, [program], { cwd: folder })
      expect({ program, ...run }).toEqual({ program, stdout: blocksOf(guide, 'text').join(''), stderr: '' })
    }
  })

  it('is in the list of guides', async () => {
    expect(await readFile(new URL('README.md', guides), 'utf8')).toContain(`](${name})`)
  })
})
