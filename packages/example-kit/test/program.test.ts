// Running a program as a process, within a deadline.
import { expect, test } from 'vitest'
import { startProgram } from '../src/testing/program.js'

const main = new URL('fixtures/program.mjs', import.meta.url)

test('tells all that a program said, and how it ended', async () => {
  const program = startProgram(main, ['one', 'two'], { env: { NO_COLOR: 'yes' } })
  expect(await program.ended).toEqual({ code: 3, signal: null, lines: ['one', 'two'], err: 'yes\n' })
})

test('can be ended by a signal once the program has spoken', async () => {
  const program = startProgram(main, ['wait'])
  await program.spoke
  program.kill('SIGTERM')
  expect(await program.ended).toMatchObject({ code: null, signal: 'SIGTERM', lines: ['wait'] })
})

test('a program that does not end within its deadline is an error that tells what it said', async () => {
  const program = startProgram(main, ['one', 'wait'], { deadlineMs: 500 })
  await expect(program.ended).rejects.toThrow(/^one wait: it did not end within 500 ms; .*:\none\nwait\n/)
})

test('a program that ends in silence never spoke', async () => {
  const program = startProgram(main, [])
  await expect(program.spoke).rejects.toThrow('it ended without a word')
  expect(await program.ended).toMatchObject({ code: 3 })
})
