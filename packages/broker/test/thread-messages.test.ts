/** What crosses between a broker's thread and the one that started it. */
import { expect, it } from 'vitest'
import { BrokerError } from '../src/broker-error.js'
import { portableError } from '../src/portable-error.js'
import { errorOfPortable, portableOptions } from '../src/thread-messages.js'

const acrossThreads = <Value>(value: Value): Value => structuredClone(value)

it('carries an error with its code, its message and its cause', () => {
  const cause = new TypeError('not a function')
  const portable = acrossThreads(portableError(new BrokerError('worker-start-failed', 'it did not start', { cause })))
  const error = errorOfPortable(portable)
  expect(error).toBeInstanceOf(BrokerError)
  expect(error).toMatchObject({ code: 'worker-start-failed', message: 'it did not start' })
  expect(error.cause).toMatchObject({ name: 'TypeError', message: 'not a function' })
})

it('carries an error without a code, and what is no error, as the loss of the thread', () => {
  const plain = errorOfPortable(acrossThreads(portableError(new Error('oops'))))
  expect(plain).toMatchObject({ code: 'broker-thread-lost', message: 'oops' })
  expect(plain).not.toHaveProperty('cause')
  expect(errorOfPortable(acrossThreads(portableError('just a text')))).toMatchObject({
    code: 'broker-thread-lost',
    message: 'just a text',
  })
})

it('carries an error whose cause is itself, and one with more causes than anybody reads', () => {
  const cyclic = new Error('round and round')
  cyclic.cause = cyclic
  let deep = new Error('the root')
  for (let depth = 0; depth < 10_000; depth++) deep = new Error(`${depth}`, { cause: deep })
  for (const error of [cyclic, deep]) {
    expect(errorOfPortable(acrossThreads(portableError(error)))).toMatchObject({ message: error.message })
  }
})

it('refuses an option that cannot be cloned, known or not', () => {
  const unknown = { colour: () => 'red' } as object
  expect(() => portableOptions(unknown)).toThrow(
    expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining('colour') as string }) as Error,
  )
})

it('carries options with their modules, though a URL cannot be cloned', () => {
  const module = new URL('file:///worker.js')
  const options = portableOptions({
    workers: [{ name: 'w', module, data: { a: 1 } }],
    pools: [{ module, loops: 1, workers: ['x'] }],
    stopGraceMs: 5,
  })
  expect(acrossThreads(options)).toEqual({
    workers: [{ name: 'w', module: 'file:///worker.js', data: { a: 1 } }],
    pools: [{ module: 'file:///worker.js', loops: 1, workers: ['x'] }],
    stopGraceMs: 5,
  })
})
