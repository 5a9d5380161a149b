/** A short share of the long run, and what a run promises: the same seed is the same world, to the last step. */
import { describe, expect, it } from 'vitest'
import { modeOf, runWorld } from '../src/run-worlds.js'
import { namesOfScenarios, readScenario } from '../src/scenario-files.js'
import type { Scenario } from '../src/sim-world.js'

async function violationsIn(scenario: Scenario): Promise<readonly string[]> {
  const { seed, mode, violations } = await runWorld(scenario)
  return violations.map((violation) => `seed ${seed}, mode ${mode}: ${violation}`)
}

describe('a world', () => {
  it('is the same again from the same seed', async () => {
    const [first, second] = [await runWorld({ seed: 7, mode: 'chaos' }), await runWorld({ seed: 7, mode: 'chaos' })]
    expect([second.hash, second.steps, second.requests]).toEqual([first.hash, first.steps, first.requests])
    expect(first.steps).toBeGreaterThan(1000)
  })

  it('is another from another seed', async () => {
    const hashes = [await runWorld({ seed: 8, mode: 'chaos' }), await runWorld({ seed: 9, mode: 'chaos' })]
    expect(hashes[0]?.hash).not.toBe(hashes[1]?.hash)
  })

  it('tells of all its steps without becoming another', async () => {
    let told = 0
    const heard = await runWorld({ seed: 7, mode: 'calm' }, () => told++)
    expect(told).toBeGreaterThan(heard.steps)
    expect(heard.hash).toBe((await runWorld({ seed: 7, mode: 'calm' })).hash)
  })
})

describe('what failed once', () => {
  it.each(namesOfScenarios())('fails no more: %s', async (name) => {
    expect(await violationsIn(readScenario(name))).toEqual([])
  })
})

describe('what always holds', () => {
  it.each(Array.from({ length: 10 }, (_, at) => 100 + at))('holds in the world of seed %i', async (seed) => {
    expect(await violationsIn({ seed, mode: modeOf(seed) })).toEqual([])
  })
})
