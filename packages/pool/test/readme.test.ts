/** The program of the README runs, and prints what the README says. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
/** Packages resolve from here as from any project that has them installed. */
const cache = fileURLToPath(new URL('../.vitest/', import.meta.url))

function blocksOf(language: string): readonly string[] {
  return Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')), ([, text]) => text ?? '')
}

it('runs, and prints what it says', async () => {
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(`${cache}readme-`)
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const text of blocksOf('js')) await writeFile(`${folder}/${/^\/\/ (\S+)$/m.exec(text)?.[1]}`, text)
  const run = await promisify(execFile)(process.execPath, ['app.mjs'], { cwd: folder })
  expect(run).toEqual({ stdout: blocksOf('text').join(''), stderr: '' })
})
