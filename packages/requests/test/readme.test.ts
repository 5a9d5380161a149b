/** The example that newcomers read first runs, and does what its comments promise. */
import { readFileSync } from 'node:fs'
import { formatWithOptions } from 'node:util'
import { expect, it, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

const example = read('readme-example.ts')

it('runs, and prints what its comments promise', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await import('./readme-example.js')
  const printed = print.mock.calls.map((values) => formatWithOptions({ breakLength: Infinity }, ...values))
  print.mockRestore()
  expect(printed).toEqual([...example.matchAll(/ \/\/ prints: (.*)$/gm)].map(([, promised]) => promised))
})

it('stands in the README', () => {
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\`\n`)
})
