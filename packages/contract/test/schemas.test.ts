/** Schemas of any library: what they let through, what they change, and what is told of what they refuse. */
import { type as ark } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  type CallerOptions,
  clientOf,
  contractService,
  defineContract,
  type Schema,
  task,
  type TypedClient,
} from '../src/index.js'
import { Loopback } from './loopback.js'

type Item = { readonly n: number; readonly tags?: readonly string[] }
type Same = Schema & { readonly '~standard': { readonly types?: { readonly input: Item; readonly output: Item } } }

const libraries: readonly (readonly [name: string, schema: unknown])[] = [
  ['zod', z.object({ n: z.number(), tags: z.array(z.string()).optional() })],
  ['valibot', v.object({ n: v.number(), tags: v.optional(v.array(v.string())) })],
  ['arktype, whose schemas are functions', ark({ n: 'number', 'tags?': 'string[]' })],
  [
    'zod that takes its time',
    z.object({ n: z.number(), tags: z.array(z.string()).optional() }).refine(async () => true),
  ],
  [
    'valibot that takes its time',
    v.pipeAsync(
      v.object({ n: v.number(), tags: v.optional(v.array(v.string())) }),
      v.checkAsync(async () => true),
    ),
  ],
]

function callerOf<C extends ReturnType<typeof echoOf>>(
  contract: C,
  options?: CallerOptions,
): TypedClient<C> & { asked: Loopback } {
  const handlers = { echo: (input: Item) => input, wrong: () => ({ n: 'x' }) as never }
  const asked = new Loopback(contractService(contract, handlers as never))
  return Object.assign(clientOf(contract, asked, options), { asked })
}

function echoOf(schema: Schema) {
  const same = schema as Same
  return defineContract('echoes', { echo: task({ input: same, output: same }), wrong: task({ output: same }) })
}

describe.each(libraries)('a schema of %s', (_name, schema) => {
  const contract = echoOf(schema as Schema)

  it('lets through what it allows', async () => {
    expect(await callerOf(contract).echo({ n: 1, tags: ['a'] })).toEqual({ n: 1, tags: ['a'] })
  })

  it('refuses other input at the worker, with the place, and the handler does not run', async () => {
    await expect(callerOf(contract).echo({ n: 1, tags: ['a', 5 as never] })).rejects.toMatchObject({
      code: 'invalid-input',
      mayHaveRun: false,
      issues: [{ path: ['tags', 1] }],
    })
  })

  it('refuses other output', async () => {
    await expect(callerOf(contract).wrong()).rejects.toMatchObject({
      code: 'invalid-output',
      issues: [{ path: ['n'] }],
    })
  })

  it('refuses it before it is sent, where the caller checks, too', async () => {
    const caller = callerOf(contract, { validate: true })
    await expect(caller.echo({ n: 'x' as never })).rejects.toMatchObject({
      code: 'invalid-input',
      mayHaveRun: false,
      issues: [{ path: ['n'] }],
      message: expect.stringMatching(/^the input of echo is not what the contract echoes says: n: /) as string,
    })
    expect(caller.asked.requests).toEqual([])
    expect(await caller.echo({ n: 2 })).toEqual({ n: 2 })
  })
})

describe('what is told of a value that is refused', () => {
  const contract = defineContract('lists', {
    sum: task({ input: z.array(z.number()) }),
    keyed: task({
      input: {
        '~standard': {
          version: 1,
          vendor: 'by hand',
          validate: () => ({ issues: [{ message: 'm'.repeat(1000), path: [{ key: 'outer' }, Symbol('inner')] }] }),
        },
      },
    }),
  })
  const asked = Loopback.serving(contract, { sum: () => undefined, keyed: () => undefined })
  const caller = clientOf(contract, asked)

  it('is as much as anybody mends at a time', async () => {
    const wrong = Array.from({ length: 1000 }, () => 'x' as never)
    const { issues } = (await caller.sum(wrong).catch((error: unknown) => error)) as { issues: { message: string }[] }
    expect(issues).toHaveLength(33)
    expect(issues.at(-1)).toEqual({ message: 'and 968 more' })
  })

  it('has steps of any form as texts, and no more of a message than anybody reads', async () => {
    const { issues } = (await caller.keyed(undefined as never).catch((error: unknown) => error)) as {
      issues: { message: string; path: unknown }[]
    }
    expect(issues).toEqual([{ message: `${'m'.repeat(500)}…`, path: ['outer', 'Symbol(inner)'] }])
  })
})
