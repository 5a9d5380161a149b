/** The example that newcomers read first runs, and is the same text wherever they read it. */
import { readFile } from 'node:fs/promises'
import { expect, it, vi } from 'vitest'

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8')

const asTypeScriptBlock = (text: string): string => `\`\`\`ts\n${text}\`\`\`\n`

const asDocComment = (text: string): string => text.replaceAll(/^(?=.)/gm, ' * ').replaceAll(/^$(?=\n)/gm, ' *')

it('runs, and says what its comments promise', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await import('./readme-example.js')
  expect(print.mock.calls).toEqual([['request 2 is late']])
  print.mockRestore()
})

it('stands in the README', async () => {
  expect(await read('../README.md')).toContain(asTypeScriptBlock(await read('readme-example.ts')))
})

it('stands at the front door', async () => {
  expect(await read('../src/index.ts')).toContain(asDocComment(asTypeScriptBlock(await read('readme-example.ts'))))
})
