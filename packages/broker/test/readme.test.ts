/** The example that newcomers read first runs, and does what its comments promise. */
import { readFileSync } from 'node:fs'
import { formatWithOptions } from 'node:util'
import { expect, it, vi } from 'vitest'

const exampleUrl = new URL('fixtures/readme-example.mjs', import.meta.url)
const example = readFileSync(exampleUrl, 'utf8')

it('runs, and prints what its comments promise', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await import(exampleUrl.href)
  const [endpoint, ...printed] = print.mock.calls.map((values) => formatWithOptions({}, ...values))
  print.mockRestore()
  expect(endpoint).toMatch(/^ipc:\/\/\/.*errand-.*\/broker\.ipc$/)
  expect(printed).toEqual([...example.matchAll(/ \/\/ prints: (.*)$/gm)].map(([, promised]) => promised))
})

it('stands in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`js\n${example}\`\`\`\n`)
})
