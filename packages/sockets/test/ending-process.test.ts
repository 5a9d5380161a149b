/** A process ends, in whichever way, while its threads are sending and receiving: by its exit code, never by a signal. */
import { describe, expect, it } from 'vitest'
import { transports } from '../src/endpoint.js'
import { endingsMin, runFixture } from './run-fixture.js'

const rounds = Math.ceil(endingsMin / transports.length)
/** As many as there are processors on a small machine. */
const atTheSameTime = 2

const endings: readonly (readonly [string, string, number, RegExp, number])[] = [
  ['calls process.exit', 'exit', 7, /^$/, rounds],
  ['calls process.exit while they load the addon', 'start', 7, /^$/, Math.ceil(rounds / 3)],
  ['throws an error that nobody catches', 'throw', 1, /Error: thrown in main/, 1],
]

describe.each(transports)('a process whose threads are busy over %s', (transport) => {
  it.each(endings)('%s', { timeout: 120_000 }, async (_, how, code, stderr, count) => {
    let left = count
    async function oneAfterTheOther(): Promise<void> {
      while (left-- > 0) {
        expect(await runFixture('ending-process.mjs', transport, how)).toEqual({
          code,
          signal: null,
          stdout: expect.stringMatching(/^(quiet )+$/),
          stderr: expect.stringMatching(stderr),
        })
      }
    }
    await Promise.all(Array.from({ length: atTheSameTime }, oneAfterTheOther))
  })
})
