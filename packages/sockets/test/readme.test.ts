/** The examples that newcomers read first run, and are the same text wherever they are read. */
import { readFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { runFixture } from './run-fixture.js'

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8')

/** The code blocks of a language in the README, in order. */
async function blocksOf(language: string): Promise<readonly string[]> {
  const readme = await read('../README.md')
  return Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms')), ([, code = '']) => code)
}

const asDocComment = (text: string): string => text.replaceAll(/^(?=.)/gm, ' * ').replaceAll(/^$(?=\n)/gm, ' *')

describe('the smallest example', () => {
  it('runs, and says what its comments promise', async () => {
    const print = vi.spyOn(console, 'log')
    const printed = new Promise((resolve) => {
      print.mockImplementation(resolve)
    })
    await import('./readme-example.js')
    expect(await printed).toBe('there and back')
    print.mockRestore()
  })

  it('stands in the README', async () => {
    expect(await blocksOf('ts')).toEqual([await read('readme-example.ts')])
  })

  it('stands at the front door', async () => {
    expect(await read('../src/index.ts')).toContain(asDocComment(await read('readme-example.ts')))
  })
})

describe('the example of a thread', () => {
  it('runs, and says what its comments promise', { timeout: 120_000 }, async () => {
    expect(await runFixture('readme-starter.mjs')).toEqual({
      code: 0,
      signal: null,
      stdout: 'ready\ndone\n',
      stderr: '',
    })
  })

  it('stands in the README', async () => {
    const files = ['fixtures/readme-starter.mjs', 'fixtures/readme-thread.mjs']
    expect(await blocksOf('js')).toEqual(await Promise.all(files.map(read)))
  })
})
