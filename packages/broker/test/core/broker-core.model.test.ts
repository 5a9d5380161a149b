/**
 * The core under random steps, with all invariants checked after each. `ERRAND_CORE_RUNS` sets the number of sequences; a
 * failure prints the seed that repeats it.
 */
import * as fc from 'fast-check'
import { it, vi } from 'vitest'
import { anyStep, CoreWorld } from './core-steps.js'

// A loaded machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

const numRuns = Number(process.env['ERRAND_CORE_RUNS'] ?? 200)

it('keeps its invariants whatever happens in whatever order, and tells each request its end once', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200, size: 'max' }), (steps) => {
      const world = new CoreWorld()
      for (const step of steps) world.apply(step)
      world.finish()
      world.checkStarts()
    }),
    { numRuns },
  )
})
