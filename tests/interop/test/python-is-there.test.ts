/** The tests here need Python with pyzmq. Where it is missing they are skipped, except in CI. */
import { expect, it } from 'vitest'
import { hasPython, whyNoPython } from './python.js'

const isCi = Boolean(process.env['CI'])

it('finds Python with pyzmq, or is not in CI', () => {
  if (!hasPython) console.warn(`All tests against Python are skipped. ${whyNoPython}`)
  expect({ hasPython, isCi }).not.toEqual({ hasPython: false, isCi: true })
})
