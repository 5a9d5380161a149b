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

/** Making a failing input smaller ends then: each try may take as long as what fails. */
const shrinkMsMax = 60_000

/** One case, on a machine that has other things to do; what takes longer hangs. */
const caseMsMax = 20_000

/** Declares the tests of a campaign. */
export function fuzz<Input>(campaign: Campaign<Input>): void {
  const { name, runs, check } = campaign
  describe(`fuzzing ${name}`, () => {
    it.each(readCorpus(name))('answers to $file of the corpus', ({ input }) => assertAnswer(check, input as Input))

    it(`answers to ${runs} cases`, () => assertAnswers(campaign))
  })
}

async function assertAnswer<Input>(check: Campaign<Input>['check'], input: Input): Promise<void> {
  await check(input)
}

/** The check, which takes every input for good once it has failed for long enough. */
function untilTired<Input>(check: Campaign<Input>['check']): (input: Input) => Promise<void> {
  let failedAt = Infinity
  return async (input) => {
    if (performance.now() - failedAt > shrinkMsMax) return
    try {
      await check(input)
    } catch (error) {
      failedAt = Math.min(failedAt, performance.now())
      throw error
    }
  }
}

/** @throws Error with the failing input, made small, and how to run it again */
async function assertAnswers<Input>({ name, runs, inputs, check }: Campaign<Input>): Promise<void> {
  const checked: fc.IAsyncProperty<[Input]> = fc.asyncProperty(inputs, untilTired(check))
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
