/**
 * What it costs a worker to check an input: from a call of the contract's handler to its answer, which is nothing. One call of
 * a benchmark is a hundred inputs. What is measured is the build, as users have it.
 */
import { bench, describe } from 'vitest'
import { contractService, defineContract, type Schema, task, type } from '@errand/contract'
import { libraries, middle, small } from './bodies.js'

const inputsPerCall = 100

/** @returns checks an input that is right, as often as a call of a benchmark does */
function checking(input: Schema, value: unknown): () => void {
  const contract = defineContract('checks', { take: task({ input, output: type<unknown>() }) })
  const { handle } = contractService(contract, { take: () => undefined })
  const context = { method: contract.methods.take, signal: new AbortController().signal, emit: async () => undefined }
  return () => {
    for (let at = 0; at < inputsPerCall; at++) handle(value, context)
  }
}

describe(`${inputsPerCall} small inputs`, () => {
  bench('none', checking(type<unknown>(), small))
  for (const [name, schemas] of Object.entries(libraries)) bench(name, checking(schemas.small, small))
})

describe(`${inputsPerCall} middle inputs`, () => {
  bench('none', checking(type<unknown>(), middle))
  for (const [name, schemas] of Object.entries(libraries)) bench(name, checking(schemas.middle, middle))
})
