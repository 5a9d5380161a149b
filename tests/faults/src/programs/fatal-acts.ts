/** Acts that hang their thread, end it, or exhaust it. */
import { pbkdf2Sync } from 'node:crypto'
import type { FatalAct, Perform } from './act.js'

const never = (): Promise<never> => new Promise(() => undefined)

/** Some seconds on any machine, so that a thread that nothing can end does end. */
const roundsOfNativeCode = 2_500_000

const chunkBytes = 64 * 1024 * 1024

const blocks: Perform = ({ ms = 0 }) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

export const fatalActs: { readonly [act in FatalAct]: Perform } = {
  exits: ({ code = 1 }) => process.exit(code),
  crashes: () => {
    setTimeout(() => {
      throw new Error('an uncaught error in a timer of a handler')
    }, 0)
    return never()
  },
  spins: () => {
    for (;;);
  },
  /** Each further letter doubles the time that this expression takes. */
  spinsInRegex: () => /^(a+)+$/.test('a'.repeat(200) + '!'),
  spinsInMicrotasks: async () => {
    for (;;) await Promise.resolve()
  },
  blocks,
  /** When others that came with it have run, and before their answers leave. */
  blocksLater: async (act, context) => {
    await Promise.resolve()
    return blocks(act, context)
  },
  staysInNativeCode: ({ count = roundsOfNativeCode }) => pbkdf2Sync('a', 'b', count, 64, 'sha512').toString('base64'),
  exhaustsHeap: () => {
    const kept: number[][] = []
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index + kept.length))
  },
  /** @param count chunks of 64 MiB; their thread's heap limit does not count them */
  exhaustsBuffers: ({ count = 1 }) =>
    Array.from({ length: count }, () => Buffer.alloc(chunkBytes)).reduce((sum, { length }) => sum + length, 0),
}
