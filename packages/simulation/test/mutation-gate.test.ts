/** Some of the mutants, each found by the seed that finds it soon; `pnpm simulate --mutants` looks for all. */
import { describe, expect, it } from 'vitest'
import { sourceOf } from '../src/gate/become-mutant.js'
import { mutantOf, mutants } from '../src/gate/mutants.js'
import { searchForAll } from '../src/gate/mutation-gate.js'

/** The first of the list: one for each of the main defences. */
const searchedFor = 8
/** Eight processes on a machine that has other things to do. */
const searchMsMax = 300_000

describe('a mutant', () => {
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    'stands for a text that is there: %s',
    (_name, mutant) => {
      expect(sourceOf(mutant).source).toContain(mutant.replace)
    },
  )

  it('whose text is not there is an error', () => {
    const mutant = { ...mutantOf(mutants[0]?.name ?? ''), find: 'what nobody wrote' }
    expect(() => sourceOf(mutant)).toThrow(/stands 0 times/)
  })

  it(
    'is found',
    async () => {
      const searches = await searchForAll(mutants.slice(0, searchedFor), 100_000)
      expect(searches).toHaveLength(searchedFor)
      expect(searches.filter(({ isFound }) => !isFound)).toEqual([])
    },
    searchMsMax,
  )
})
