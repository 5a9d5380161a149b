/** Threads with sockets end in the midst of their work, by themselves or from outside, and the process lives on. */
import { expect, it } from 'vitest'
import { transports } from '../src/endpoint.js'
import { endingsMin, runFixture } from './run-fixture.js'

const rounds = Math.ceil(endingsMin / transports.length)

/** By what the thread does: its exit code, the error that is seen outside, and whether it closed its sockets itself. */
const endings = {
  // Its module is being loaded, the addon with it; from outside.
  start: 'start: 1',
  // `for (;;);`, and is ended from outside.
  spin: 'spin: 1, no error, not closed',
  // It closes its sockets and has nothing left to do.
  end: 'end: 0, no error, closed',
  throw: 'throw: 1, thrown in the thread, closed',
  exit: 'exit: 3, no error, closed',
  // Its heap is full.
  fill: 'fill: 1, ERR_WORKER_OUT_OF_MEMORY, not closed',
} as const

type How = keyof typeof endings

const alphabetically = (a: string, b: string): number => a.localeCompare(b)

/** How a process ended, and each of its threads. */
async function endThreads(transport: string, times: number, hows: readonly How[]): Promise<readonly unknown[]> {
  const { code, signal, stderr, stdout } = await runFixture('ending-threads.mjs', transport, times, ...hows)
  return [code, signal, stderr, ...stdout.trimEnd().split('\n').toSorted(alphabetically)]
}

function asExpected(times: number, hows: readonly How[]): readonly unknown[] {
  const threads = hows.flatMap((how) => Array.from({ length: times }, () => endings[how]))
  return [0, null, '', ...threads.toSorted(alphabetically)]
}

it.each(transports)('a busy thread with sockets over %s ends in any way', { timeout: 120_000 }, async (transport) => {
  const hows = ['start', 'spin', 'end', 'throw', 'exit'] as const
  expect(await endThreads(transport, rounds, hows)).toEqual(asExpected(rounds, hows))
})

it('a thread with sockets has no memory left', { timeout: 120_000 }, async () => {
  expect(await endThreads('inproc', 1, ['fill'])).toEqual(asExpected(1, ['fill']))
})
