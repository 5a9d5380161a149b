/**
 * A campaign: inputs of one shape, drawn by seed, and what has to hold for each. A failing input is made as small as it
 * goes, and shown with what runs it again.
 */
import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { keep, readCorpus } from './corpus.js'
import { cases, keepsFailures, seed } from './settings.js'

export interface Campaign<Input> {
  /** Folder of its corpus, and what `-t` picks it by. */
  readonly name: string
  readonly runs: number
  /** Plain JSON, so that an input can be kept as a file. */
  readonly inputs: fc.Arbitrary<Input>
  /** Throws, or rejects, where the answer to an input is not what it has to be. */
  readonly check: (input: Input) => void | Promise<void>
}

/** A part of all the cases of a run. */
export function share(part: number): number {
  return Math.ceil(cases * part)
}

/** One case, on a machine that has other things to do; what takes longer hangs. */
const caseMsMax = 20_000

/** Declares the tests of a campaign. */
export function fuzz<Input>(campaign: Campaign<Input>): void {
  const { name, runs, check } = campaign
  describe(name, () => {
    const corpus = readCorpus(name)
    if (corpus.length > 0) it.each(corpus)('answers to $file of the corpus', ({ input }) => check(input as Input))

    it(`answers to ${runs} cases`, () => assertAnswers(campaign))
  })
}

/** @throws Error with the failing input, made small, and how to run it again */
export async function assertAnswers<Input>({ name, runs, inputs, check }: Campaign<Input>): Promise<void> {
  const checked: fc.IAsyncProperty<[Input]> = fc.asyncProperty(inputs, async (input) => check(input))
  const { failed, counterexample, errorInstance, numRuns } = await fc.check(checked, {
    seed,
    numRuns: runs,
    timeout: caseMsMax,
  })
  if (!failed) return
  const input = counterexample?.[0]
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  const lines = [
    `${name}: case ${numRuns} of seed ${seed} fails: ${why}`,
    `the input, made as small as it goes: ${JSON.stringify(input)}`,
    `again: ERRAND_FUZZ_SEED=${seed} ERRAND_FUZZ_CASES=${cases} pnpm --filter fuzz-tests test -t "${name}"`,
    keepsFailures ? `kept as ${keep(name, why, input)}` : 'with ERRAND_FUZZ_KEEP=1 the input is added to the corpus',
  ]
  throw new Error(lines.join('\n'), { cause: errorInstance })
}
