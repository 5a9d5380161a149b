/** The guides keep their word: their files run as they stand there, those of before as well, and print what they say. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasRedis, startRedis, whyNoRedis } from './redis.js'

const folderOfGuides = new URL('../../../docs/guides/', import.meta.url)
/** Packages resolve from here as from any project that has them installed. */
const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))
const names = (await readdir(folderOfGuides)).filter((name) => name.endsWith('.md') && name !== 'README.md')
const guides = await Promise.all(
  names.map(async (name) => ({ name, guide: await readFile(new URL(name, folderOfGuides), 'utf8') })),
)
/** By this variable a program is told the port of its Redis. */
const redisVariable = 'REDIS_PORT'

interface File {
  readonly name: string
  readonly text: string
}

function blocksOf(guide: string, language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')
  return Array.from(guide.matchAll(fence), ([, text]) => text ?? '')
}

function filesOf(guide: string): readonly File[] {
  return blocksOf(guide, 'js').map((text) => ({ name: /^\/\/ (\S+)$/m.exec(text)?.[1] ?? '', text }))
}

function programsOf(guide: string): readonly File[] {
  return filesOf(guide).filter(({ name }) => name === 'before.mjs' || name === 'app.mjs')
}

describe.each(guides)('the guide $name', ({ name, guide }) => {
  it.for(programsOf(guide))('runs $name, and prints what it says', async (program, { skip }) => {
    const needsRedis = program.text.includes(redisVariable)
    if (needsRedis && !hasRedis()) {
      console.warn(`${program.name} of ${name} is skipped. ${whyNoRedis}`)
      skip(whyNoRedis)
    }
    await mkdir(cache, { recursive: true })
    const folder = await mkdtemp(`${cache}guide-`)
    onTestFinished(() => rm(folder, { recursive: true }))
    for (const file of filesOf(guide)) await writeFile(`${folder}/${file.name}`, file.text)
    const env = needsRedis ? { ...process.env, [redisVariable]: String(await startRedis(folder)) } : process.env
    const run = await promisify(execFile)(process.execPath, [program.name], { cwd: folder, env })
    expect(run).toEqual({ stdout: blocksOf(guide, 'text').join(''), stderr: '' })
  })

  it('is in the list of guides', async () => {
    expect(await readFile(new URL('README.md', folderOfGuides), 'utf8')).toContain(`](${name})`)
  })
})
