/** What a child process says before an error ends it, and how it is told from what else it may send. */
import { describe, expect, it } from 'vitest'
import { lastWords, readLastWords } from '../src/last-words.js'

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('last words', () => {
  it('carry an error with its name, its message and its stack', () => {
    const error = new TypeError('no function')
    const { name, message, stack } = error
    expect(readLastWords(throughJson(lastWords(error)))).toEqual({ name, message, stack })
  })

  it('carry an error without a stack, and what is no error, by what it says', () => {
    const error = new Error('bare')
    delete error.stack
    expect(readLastWords(throughJson(lastWords(error)))).toEqual({ name: 'Error', message: 'bare' })
    expect(readLastWords(throughJson(lastWords('just a text')))).toEqual({ name: 'Error', message: 'just a text' })
    expect(readLastWords(throughJson(lastWords(undefined)))).toEqual({ name: 'Error', message: 'undefined' })
  })

  it.each([undefined, null, 'text', 7, {}, { errand: null }, { errand: {} }, { errand: { name: 'Error' } }])(
    'are not read into %j, which is of the user',
    (message) => {
      expect(readLastWords(message)).toBeUndefined()
    },
  )
})
