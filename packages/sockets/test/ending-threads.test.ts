/** Threads with sockets end in the midst of their work, by themselves or from outside, and the process lives on. */
import { describe, expect, it } from 'vitest'
import { transports } from '../src/endpoint.js'
import { endingsMin, runFixture } from './run-fixture.js'

const rounds = Math.ceil(endingsMin / transports.length)

/** By the command that the thread is given: its exit code, the error that is seen outside, and whether it closed its sockets. */
const endings: readonly (readonly [string, string, string])[] = [
  ['spins without end, and is ended from outside by the rules', 'spin', '1, no error, not closed'],
  ['is ended from outside while it loads the addon', 'start', '1'],
  ['ends by itself', 'end', '0, no error, closed'],
  ['throws an error that nobody catches', 'throw', '1, thrown in the thread, closed'],
  ['calls process.exit', 'exit', '3, no error, closed'],
]

describe.each(transports)('a thread with sockets over %s', (transport) => {
  it.each(endings)('%s', { timeout: 120_000 }, async (_, how, ending) => {
    expect(await runFixture('ending-threads.mjs', transport, how, rounds)).toEqual({
      code: 0,
      signal: null,
      stdout: JSON.stringify({ [ending]: rounds }),
      stderr: '',
    })
  })
})

it('a thread with sockets fills its heap', { timeout: 120_000 }, async () => {
  expect(await runFixture('ending-threads.mjs', 'inproc', 'fill', 2)).toEqual({
    code: 0,
    signal: null,
    stdout: '{"1, ERR_WORKER_OUT_OF_MEMORY, not closed":2}',
    stderr: expect.any(String),
  })
})
