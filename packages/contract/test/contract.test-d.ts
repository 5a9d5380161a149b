import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import {
  type ContractHandlers,
  defineContract,
  stream,
  task,
  type as typeOnly,
  type TypedClient,
} from '../src/index.js'

const images = defineContract('images', {
  /** Makes it smaller. */
  resize: task<{ url: string; width: number }, { bytes: Uint8Array }>(),
  tag: task({ input: z.object({ url: z.string(), most: z.number().default(3) }), output: z.array(z.string()) }),
  ark: task({ input: type({ n: 'number' }), output: type('string') }),
  vali: task({ input: v.object({ n: v.number() }) }),
  scan: stream<{ dir: string }, { file: string }, { files: number }>({ idempotent: true }),
  scanZ: stream({ input: z.string(), chunk: z.coerce.number(), output: z.number() }),
  mixed: task({ input: typeOnly<{ a: 1 }>(), output: z.number() }),
  nothing: task<void, string>(),
  bare: task(),
})
declare const client: TypedClient<typeof images>
interface Context {
  readonly signal: AbortSignal
  emit(this: void, chunk: unknown): Promise<void>
}

describe('a typed client', () => {
  it('takes what the task takes, and gives what it gives', () => {
    expectTypeOf(client.resize({ url: '', width: 1 })).resolves.toEqualTypeOf<{ bytes: Uint8Array }>()
    expectTypeOf(client.tag({ url: '' })).resolves.toEqualTypeOf<string[]>()
    expectTypeOf(client.ark({ n: 1 })).resolves.toEqualTypeOf<string>()
    expectTypeOf(client.vali({ n: 1 })).resolves.toEqualTypeOf<void>()
    expectTypeOf(client.nothing()).resolves.toEqualTypeOf<string>()
    expectTypeOf(client.mixed({ a: 1 })).resolves.toEqualTypeOf<number>()
    expectTypeOf(client.scan({ dir: '' })).resolves.toEqualTypeOf<{ files: number }>()
  })
  it('refuses what does not fit', () => {
    expectTypeOf(client).not.toHaveProperty('crop')
    // @ts-expect-error -- no such task
    void client.crop
    // @ts-expect-error -- no number
    void client.resize({ url: '', width: '1' })
    // @ts-expect-error -- something is missing
    void client.resize({ url: '' })
    // @ts-expect-error -- nothing at all
    void client.resize()
    // @ts-expect-error -- no stream
    void client.resize.stream
    // @ts-expect-error -- the method is the task's
    void client.resize({ url: '', width: 1 }, { method: 'x' })
  })
  it('streams chunks', () => {
    const scan = client.scan.stream({ dir: '' })
    expectTypeOf(scan.next()).resolves.toEqualTypeOf<IteratorResult<{ file: string }, void>>()
    expectTypeOf(scan.result).resolves.toEqualTypeOf<{ files: number }>()
    expectTypeOf(client.scanZ.stream('').next()).resolves.toEqualTypeOf<IteratorResult<number, void>>()
  })
})

const handlers = {
  resize: () => ({ bytes: new Uint8Array() }),
  tag: () => [''],
  ark: () => '',
  vali: () => undefined,
  scan: () => ({ files: 1 }),
  scanZ: () => 1,
  mixed: () => 1,
  nothing: () => '',
  bare: () => undefined,
}
describe('handlers', () => {
  it('fit', () => {
    const all: ContractHandlers<typeof images, Context> = {
      ...handlers,
      tag: ({ url, most }) => {
        expectTypeOf(most).toEqualTypeOf<number>()
        return [url]
      },
      async *scan({ dir }, { signal }) {
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        yield { file: dir }
        return { files: 1 }
      },
    }
    void all
  })
  it('are refused where one is missing, or returns something else', () => {
    const { tag: _tag, ...others } = handlers
    expectTypeOf(others).not.toExtend<ContractHandlers<typeof images, Context>>()
    // @ts-expect-error -- tag is missing
    const missing: ContractHandlers<typeof images, Context> = others
    // @ts-expect-error -- numbers
    const wrong: ContractHandlers<typeof images, Context> = { ...handlers, tag: () => [1] }
    const wrongChunk: ContractHandlers<typeof images, Context> = {
      ...handlers,
      // @ts-expect-error -- no such chunk
      async *scan() {
        yield { path: '' }
        return { files: 1 }
      },
    }
    // @ts-expect-error -- one too many
    const more: ContractHandlers<typeof images, Context> = { ...handlers, crop: () => 1 }
    void [missing, wrong, wrongChunk, more]
  })
})
