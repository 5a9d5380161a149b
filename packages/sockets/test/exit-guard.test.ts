/** Guards run before a process, or a thread, ends: however it ends, once, the last one first. */
import { expect, it } from 'vitest'
import { runFixture } from './run-fixture.js'

it.each([
  ['exit', 5, 'last late first '],
  ['throw', 1, 'last late first '],
  ['run out', 0, 'last late first '],
  ['thread exit', 0, 'last late first 5 '],
  ['thread throw', 0, 'last late first thrown 1 '],
  ['thread run out', 0, 'last late first 0 '],
])('guards run at an end by: %s', { timeout: 120_000 }, async (how, code, stdout) => {
  expect(await runFixture('exit-guard.mjs', how)).toMatchObject({ code, signal: null, stdout })
})
