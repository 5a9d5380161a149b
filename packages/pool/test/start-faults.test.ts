/** Modules that serve wrongly: each ends the start with an error that says what is wrong, wherever it would have run. */
import { describe, expect, it } from 'vitest'
import { defineContract, type PoolPlacement, start, task } from '@errand/pool'

const contract = defineContract('faulty', { answer: task<void, number>() })
const module = new URL('fixtures/faulty-worker.mjs', import.meta.url)

const launched: readonly PoolPlacement[] = ['threads', 'compute', 'loops', 'processes']
const own: readonly PoolPlacement[] = ['threads', 'compute', 'processes']

interface Fault {
  readonly way: string
  readonly placements: readonly PoolPlacement[]
  readonly code: string
  readonly message: RegExp
  readonly startTimeoutMs?: number
}

const callsServe = /does its module call serve or run(Worker|Loop)\?/
const servesAlready = /this serves already: a module calls serve, runWorker or runLoop once/

const faults: readonly Fault[] = [
  {
    way: 'ends without serving',
    placements: launched,
    code: 'worker-start-failed',
    message: new RegExp(`ended with exit code 0 before it was ready; ${callsServe.source}`),
  },
  {
    way: 'waits without serving',
    placements: launched,
    code: 'worker-start-failed',
    message: new RegExp(`it was not ready within 300 ms; ${callsServe.source}`),
    startTimeoutMs: 300,
  },
  {
    way: 'exits before it serves',
    placements: launched,
    code: 'worker-start-failed',
    message: new RegExp(`ended with exit code 3 before it was ready; ${callsServe.source}`),
  },
  {
    way: 'throws before it serves',
    placements: launched,
    code: 'worker-start-failed',
    message: /ended by an error: there is no such file/,
  },
  {
    way: 'lacks a handler',
    placements: launched,
    code: 'worker-start-failed',
    message: /ended by an error: the contract faulty has no handler for answer/,
  },
  { way: 'serves twice', placements: launched, code: 'worker-start-failed', message: servesAlready },
  { way: 'runs as a worker twice', placements: own, code: 'worker-start-failed', message: servesAlready },
  { way: 'runs as a loop twice', placements: ['loops'], code: 'worker-start-failed', message: servesAlready },
  {
    way: 'runs as a worker twice',
    placements: ['loops'],
    code: 'worker-start-failed',
    message: /this was started as a loop, whose module calls serve or runLoop/,
  },
  {
    way: 'runs as a loop twice',
    placements: own,
    code: 'worker-start-failed',
    message: /this was started as a (worker|compute|process), whose module calls serve or runWorker/,
  },
  {
    way: 'serves another contract',
    placements: ['inline', ...launched],
    code: 'serves-another',
    message: /serves no contract of the name faulty; does it call `serve` with it\?/,
  },
]

const rows = faults.flatMap(({ placements, ...fault }) => placements.map((placement) => ({ placement, ...fault })))

describe('a module fails the start, with the reason', () => {
  it.each(rows)('that $way, with the placement $placement', async (row) => {
    const { placement, way, startTimeoutMs, code, message } = row
    const broker = startTimeoutMs === undefined ? {} : { startTimeoutMs }
    const started = start({ contract, module, placement, workers: 1, loops: 1, data: way, broker })
    await expect(started).rejects.toMatchObject({ code, message: expect.stringMatching(message) as unknown })
  })

  it.each([
    { way: 'ends without serving', code: 'serves-nothing', message: /does not call `serve`; a module calls it once/ },
    { way: 'serves twice', code: 'serves-nothing', message: /calls `serve` 2 times; a module calls it once/ },
    { way: 'lacks a handler', code: 'invalid-handlers', message: /the contract faulty has no handler for answer/ },
  ])('that $way, inline', async ({ way, code, message }) => {
    const inline = new URL(module)
    inline.searchParams.set('way', way)
    const started = start({ contract, module: inline, placement: 'inline' })
    await expect(started).rejects.toMatchObject({ code, message: expect.stringMatching(message) as unknown })
  })
})
