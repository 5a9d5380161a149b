/** The example that newcomers read first runs, and does what its comments promise. */
import { readFileSync } from 'node:fs'
import { formatWithOptions } from 'node:util'
import { zeromqSockets } from '@errand/sockets'
import { expect, it, vi } from 'vitest'
import { fakeBroker } from './fake-broker.js'

const exampleUrl = new URL('fixtures/readme-example.mjs', import.meta.url)
const example = readFileSync(exampleUrl, 'utf8')

it('runs, and prints what its comments promise', async () => {
  const sockets = zeromqSockets()
  const broker = await fakeBroker(sockets, 'inproc://shop/broker')
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const ended = import(exampleUrl.href)
  broker.reply((await broker.next('request')).id, { words: 2, by: 'worker.2' })
  broker.fail((await broker.next('request')).id, 'unknown-target')
  await ended
  const printed = print.mock.calls.map((values) => formatWithOptions({ breakLength: Infinity }, ...values))
  print.mockRestore()
  sockets.closeAll()
  expect(printed).toEqual([...example.matchAll(/ \/\/ prints: (.*)$/gm)].map(([, promised]) => promised))
})

it('stands in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`js\n${example}\`\`\`\n`)
})
