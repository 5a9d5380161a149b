/** What a contract can be, and what tells two of them apart. */
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type Contract, contractService, defineContract, stream, task } from '../src/index.js'

const wrong: readonly (readonly [what: string, define: () => unknown, message: string])[] = [
  ['a name that is none', () => defineContract('a b', { t: task() }), 'a contract is called a b, which is no name'],
  ['no tasks', () => defineContract('a', {}), 'the contract a has no tasks'],
  ['nothing at all', () => defineContract('a', undefined as never), 'the contract a has no tasks'],
  [
    'a schema in place of a task',
    () => defineContract('a', { t: z.string() as never }),
    'the task t of a is none; allowed is what',
  ],
  ['the function in place of a task', () => defineContract('a', { t: task as never }), 'the task t of a is none'],
  [
    'a name that an object has by nature',
    () => defineContract('a', { toString: task() }),
    'a task of a is called "toString"',
  ],
  [
    'a codec that is none',
    () => defineContract('a', { t: task() }, { codec: 'cbor' as never }),
    "codec is cbor; allowed are 'auto'",
  ],
  [
    'a version that is no text',
    () => defineContract('a', { t: task() }, { version: 5 as never }),
    'the version of a is 5',
  ],
  ['a task with a codec that is none', () => task({ codec: 'cbor' as never }), 'codec is cbor'],
  [
    'an option that is none',
    () => task({ inputs: z.string() } as never),
    'a task has no option inputs; allowed are input,',
  ],
  ['chunks of a task', () => task({ chunk: z.string() } as never), 'a task has no option chunk'],
  ['a schema that is none', () => stream({ chunk: 'string' as never }), 'the chunk of a stream is no Standard Schema'],
]

it.each(wrong)('a contract with %s is refused', (_what, define, message) => {
  expect(define).toThrow(message)
  expect(define).toThrow(expect.objectContaining({ code: 'invalid-contract' }) as Error)
})

function of(tasks: Contract['tasks'], version = '1', name = 'a'): string {
  return defineContract(name, tasks, { version }).hash
}

describe('the hash of a contract', () => {
  const standard = of({ t: task({ input: z.object({ a: z.string(), b: z.number() }) }) })

  it('is the same for the same, in whatever order it is written', () => {
    expect(of({ t: task({ input: z.object({ b: z.number(), a: z.string() }) }) })).toBe(standard)
    expect(of({ t: task(), u: task() })).toBe(of({ u: task(), t: task() }))
  })

  it('tells apart what is around a value that no JSON Schema describes', () => {
    const at = { at: z.date() }
    const one = of({ t: task({ input: z.object({ ...at, a: z.string() }) }) })
    expect(of({ t: task({ input: z.object({ ...at, a: z.number() }) }) })).not.toBe(one)
    expect(of({ t: task({ input: z.object({ a: z.string(), ...at }) }) })).toBe(one)
  })

  it.each([
    ['name', () => of({ t: task({ input: z.object({ a: z.string(), b: z.number() }) }) }, '1', 'b')],
    ['version', () => of({ t: task({ input: z.object({ a: z.string(), b: z.number() }) }) }, '2')],
    ['task', () => of({ u: task({ input: z.object({ a: z.string(), b: z.number() }) }) })],
    ['kind', () => of({ t: stream({ input: z.object({ a: z.string(), b: z.number() }) }) })],
    ['schema', () => of({ t: task({ input: z.object({ a: z.string(), b: z.string() }) }) })],
    ['codec', () => of({ t: task({ input: z.object({ a: z.string(), b: z.number() }), codec: 'json' }) })],
  ])('is another for another %s', (_what, another) => {
    expect(another()).not.toBe(standard)
  })
})

describe('handlers', () => {
  const contract = defineContract('a', { one: task<void, number>(), two: task() })

  it('are refused where one is missing, or is none', () => {
    expect(() => contractService(contract, { one: () => 1 } as never)).toThrow('the contract a has no handler for two')
    expect(() => contractService(contract, { one: () => 1, two: 5 } as never)).toThrow('has no handler for two')
  })

  it('are refused where there is one too many', () => {
    const handlers = { one: () => 1, two: () => undefined, three: () => undefined }
    expect(() => contractService(contract, handlers)).toThrow('handlers for three, which the contract a does not have')
  })
})
