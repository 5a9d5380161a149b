// The program shows what it says: the hung worker is replaced, the others go on, and the process ends in order.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Answers a second of each worker, in one phase. */
function ratesIn(phase: string, output: string): readonly number[] {
  const line = output.split('\n').find((one) => one.startsWith(phase)) ?? ''
  return Array.from(line.matchAll(/(\d+)\/s/g), ([, rate]) => Number(rate))
}

it.each(['thread', 'compute', 'process'])('replaces a worker that hangs in a %s', async (placement) => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, placement])
  for (const phase of ['before', 'after']) expect(Math.min(...ratesIn(phase, stdout))).toBeGreaterThan(0)
  const [, , ...others] = ratesIn('during', stdout)
  expect(others).toHaveLength(2)
  expect(Math.min(...others)).toBeGreaterThan(0)
  expect(stdout).toContain('the request that hangs: deadline; worker.2: ended (hung), restarting, started')
  expect(stdout).toContain('all other requests: answered')
  expect(stdout).toMatch(/process \d+ lives, and ends in order/)
})

it('tells which placements there are', async () => {
  await expect(promisify(execFile)(process.execPath, [main, 'moon'])).rejects.toMatchObject({
    code: 2,
    stderr: 'the placement is "moon"; allowed are thread, compute, process\n',
  })
})
