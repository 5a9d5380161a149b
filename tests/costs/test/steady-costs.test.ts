// What a request costs in figures that do not drift with the machine. Who makes it cheaper lowers the limit; who has to
// raise one says in the commit what it buys.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

interface Costs {
  /** Allocated on the heap, by code that is not optimized: what V8 makes of it later varies, this does not. */
  readonly bytes: number
  readonly packets: number
  /** Garbage collections meanwhile, after which the bytes would be wrong. */
  readonly collections: number
}

interface Limit {
  readonly inFlight: number
  readonly form: 'bytes' | 'json'
  /** How the client reaches the broker. */
  readonly by: 'socket' | 'call'
  readonly bytesMax: number
  readonly packetsMax: number
}

/** A request makes four records on its way and back, two of them with a broker that is called; alone, each is a packet. Bytes are as measured, and 3 % more. */
const limits: readonly Limit[] = [
  { inFlight: 1, form: 'bytes', by: 'socket', bytesMax: 30_450, packetsMax: 4 },
  { inFlight: 100, form: 'bytes', by: 'socket', bytesMax: 7_930, packetsMax: 0.25 },
  { inFlight: 100, form: 'json', by: 'socket', bytesMax: 8_450, packetsMax: 0.25 },
  { inFlight: 1, form: 'bytes', by: 'call', bytesMax: 20_350, packetsMax: 2 },
  { inFlight: 100, form: 'bytes', by: 'call', bytesMax: 6_280, packetsMax: 0.125 },
]

/** Objects of other versions of V8 have other sizes. */
const isMeasuredVersion = process.versions.node.startsWith('20.')

const program = fileURLToPath(new URL('../fixtures/round-trips.mjs', import.meta.url))

/** Megabytes: far more than is allocated, so that nothing is collected. */
const youngGeneration = ['--min-semi-space-size=128', '--max-semi-space-size=128']

/** How much gathers in a packet depends a little on when the thread gets its turns, so the best of some runs counts. */
const runs = 3

async function costsOf(limit: Limit): Promise<Costs> {
  const found: Costs[] = []
  for (let run = 0; run < runs; run++) found.push(await costsOnce(limit))
  return {
    bytes: Math.min(...found.map(({ bytes }) => bytes)),
    packets: Math.min(...found.map(({ packets }) => packets)),
    collections: Math.max(...found.map(({ collections }) => collections)),
  }
}

async function costsOnce({ inFlight, form, by }: Limit): Promise<Costs> {
  const args = ['--expose-gc', '--no-opt', ...youngGeneration, program, JSON.stringify([inFlight, form, by])]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Costs
}

describe.each(limits)('a request of $form by a $by, $inFlight in flight', (limit) => {
  // Code that is not optimized takes its time, on a busy machine a multiple of it.
  it('stays within its limits', { timeout: 600_000 }, async () => {
    const { bytes, packets, collections } = await costsOf(limit)
    expect(collections).toBe(0)
    expect(packets).toBeLessThanOrEqual(limit.packetsMax)
    expect(bytes).toBeLessThanOrEqual(isMeasuredVersion ? limit.bytesMax : Infinity)
  })
})
