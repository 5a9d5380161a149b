/** What becomes of what a handler returns or throws, whatever it is. */
import { type PayloadCodec, payloadCodecs } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import type { Handler, WorkerOptions } from '@errand/worker'
import { RunnerScene, type SceneOptions } from './runner-scene.js'

/** V8 writes JSON of any depth from Node 26 on; before, it is out of stack at some depth. */
const writesAnyDepth = ((): boolean => {
  try {
    JSON.stringify(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))
    return true
  } catch {
    return false
  }
})()

function run(handler: Handler | WorkerOptions, options?: SceneOptions, input?: unknown) {
  return new RunnerScene(handler, options).run(input)
}

const echo: Handler = (input: unknown) => input

function failing(): never {
  throw new Error('no')
}

/** An object with a field called `then`: a value, or what the getter does. */
function withThen(then: PropertyDescriptor): object {
  // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
  return Object.defineProperty({}, 'then', { enumerable: true, ...then })
}

describe('a handler', () => {
  it('gets the input as it was sent: JSON, bytes, or nothing', async () => {
    expect(await run(echo, {}, { a: [1, null] })).toEqual({ word: 'reply', value: { a: [1, null] } })
    expect(await run(echo, {}, Uint8Array.of(1, 2))).toEqual({ word: 'reply', value: Buffer.of(1, 2) })
    expect(await run(echo, {})).toEqual({ word: 'reply', value: undefined })
  })

  it('is not run where the input cannot be read', async () => {
    let runs = 0
    const scene = new RunnerScene(() => runs++)
    const { word, value } = await scene.run(undefined, { codec: 'x', body: 'AAAA' })
    expect([word, runs]).toEqual(['bad-request', 0])
    expect(value).toMatchObject({ message: expect.stringContaining('worker.1 cannot read the request') as string })
  })
})

describe('a reply', () => {
  const thenable = withThen({ value: (resolve: (value: string) => void) => resolve('of a thenable') })
  const returned: readonly (readonly [what: string, handler: Handler, value: unknown])[] = [
    ['a value', () => 5, 5],
    ['nothing', () => undefined, undefined],
    ['null', () => null, null],
    ['bytes', () => Buffer.from('abc'), Buffer.from('abc')],
    ['a promise', () => Promise.resolve([1]), [1]],
    ['a promise of a promise', async () => Promise.resolve('deep'), 'deep'],
    ['a thenable', () => thenable, 'of a thenable'],
    ['an object with a field called then', () => withThen({ value: 5 }), withThen({ value: 5 })],
  ]

  it.each(returned)('is what the handler returns: %s', async (_what, handler, value) => {
    expect(await run(handler)).toEqual({ word: 'reply', value })
  })

  it('is encoded by the codecs of the worker', async () => {
    const dates: PayloadCodec = {
      letter: 'd',
      mediaType: 'text/date',
      accepts: (value) => value instanceof Date,
      encode: (value) => Buffer.from((value as Date).toISOString()),
      decode: (bytes) => new Date(Buffer.from(bytes).toString()),
    }
    const scene = new RunnerScene({ handler: () => new Date(5), codecs: [dates] })
    scene.accept(1)
    await scene.settles(1)
    const [outcome] = scene.outcomes
    expect(outcome && payloadCodecs([dates]).decode(outcome)).toEqual(new Date(5))
  })
})

describe('a result that cannot be sent', () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  const refusing = {
    toJSON() {
      throw new Error('not me')
    },
  }

  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a BigInt', 1n],
    ['a cycle', cycle],
    ['one that refuses', refusing],
    ...(writesAnyDepth ? [] : [['one that nests too deeply', nested(100_000)] as [string, unknown]]),
  ])('is a bad result: %s', async (_what, result) => {
    const { word, value } = await run(() => result)
    expect(word).toBe('bad-result')
    expect(value).toEqual({ message: expect.any(String) as string })
  })

  it.each([
    ['bytes', new Uint8Array(1025), 1025],
    ['JSON', 'x'.repeat(1023), 1025],
    ['JSON whose characters take more than a byte', 'ü'.repeat(512), 1026],
  ])('is a bad result where it is too large: %s', async (_what, result, bytes) => {
    expect(await run(() => result, { limits: { bodyBytesMax: 1024 } })).toEqual({
      word: 'bad-result',
      value: { message: `the result has ${bytes} bytes; allowed are 1024` },
    })
  })

  it.each([new Uint8Array(1024), 'x'.repeat(1022), 'ü'.repeat(511)])('is a reply at the limit', async (result) => {
    const { word } = await run(() => result, { limits: { bodyBytesMax: 1024 } })
    expect(word).toBe('reply')
  })
})

describe('what a handler throws', () => {
  class Odd extends Error {
    override readonly name = 'OddError'
  }
  const cyclic = new Error('round')
  cyclic.cause = cyclic
  const getters = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no message for you')
    },
  })
  const proxied: unknown = new Proxy(new Error('x'), {
    get: () => {
      throw new Error('no field for you')
    },
    getPrototypeOf: () => {
      throw new Error('no prototype for you')
    },
  })
  const { proxy: revoked, revoke } = Proxy.revocable({}, {})
  revoke()

  const thrown: readonly (readonly [what: string, thrown: unknown, detail: { message: string; name: string }])[] = [
    ['an error', new TypeError('not a function'), { message: 'not a function', name: 'TypeError' }],
    ['an error of its own class', new Odd('odd'), { message: 'odd', name: 'OddError' }],
    ['an error whose cause is itself', cyclic, { message: 'round', name: 'Error' }],
    ['null', null, { message: 'a handler threw null', name: 'NonError' }],
    ['nothing', undefined, { message: 'a handler threw undefined', name: 'NonError' }],
    ['a text', 'just so', { message: 'a handler threw just so', name: 'NonError' }],
    ['a symbol', Symbol('x'), { message: 'a handler threw Symbol(x)', name: 'NonError' }],
    ['an error that throws', getters, { message: 'a handler threw what cannot be shown', name: 'NonError' }],
    ['a Proxy that throws', proxied, { message: 'a handler threw what cannot be shown', name: 'NonError' }],
    ['a Proxy that was revoked', revoked, { message: 'a handler threw what cannot be shown', name: 'NonError' }],
    [
      'an object without a text',
      Object.create(null),
      { message: 'a handler threw [Object: null prototype] {}', name: 'NonError' },
    ],
    ['an object', { status: 404 }, { message: 'a handler threw { status: 404 }', name: 'NonError' }],
    [
      'an error whose fields are no texts',
      Object.assign(new Error('x'), { message: 5, name: null }),
      { message: '5', name: 'null' },
    ],
  ]

  it.each(thrown)('at once is a failure: %s', async (_what, error, detail) => {
    const outcome = await run(() => {
      throw error
    })
    expect(outcome).toEqual({ word: 'handler-failed', value: detail })
  })

  it.each(thrown)('later is the same failure: %s', async (_what, error, detail) => {
    expect(await run(() => Promise.reject(error))).toEqual({ word: 'handler-failed', value: detail })
  })

  it('by a thenable that throws is a failure', async () => {
    const broken = withThen({
      get: () => {
        throw new Error('no then for you')
      },
    })
    expect(await run(() => broken)).toMatchObject({ word: 'handler-failed', value: { message: 'no then for you' } })
  })

  it('has the path of a circle that it comes from, and the first of its causes, however deep', async () => {
    const circle = Object.assign(new Error('round and round'), { code: 'request-cycle', path: ['a', 'b', 'a'] })
    let failure: Error = circle
    for (let depth = 1; depth <= 50; depth++) failure = new Error(`level ${depth}`, { cause: failure })
    const { value } = await run(() => Promise.reject(failure))
    let told = value as { message: string; code?: string; path?: unknown; cause?: typeof told } | undefined
    const messages: unknown[] = []
    for (; told?.cause; told = told.cause) messages.push(told.message)
    expect(messages).toEqual(['level 50', 'level 49', 'level 48', 'level 47'])
    expect(told).toMatchObject({ message: 'round and round', code: 'request-cycle', path: ['a', 'b', 'a'] })
  })

  it('has its stack sent only where the worker is told to', async () => {
    expect((await run(failing)).value).not.toHaveProperty('stack')
    const { value } = await run({ handler: failing, sendStacks: true })
    expect(value).toMatchObject({ message: 'no', name: 'Error', stack: expect.stringContaining('failing') as string })
  })

  it('is cut where it is too long for a message', async () => {
    const error = new Error('m'.repeat(100_000))
    error.name = 'n'.repeat(100_000)
    error.stack = 's'.repeat(1_000_000)
    const handler = (): never => {
      throw error
    }
    const { value } = await run({ handler, sendStacks: true })
    const { message, name, stack } = value as { message: string; name: string; stack: string }
    expect(message).toMatch(/^m+…$/)
    expect(name).toMatch(/^n+…$/)
    expect(stack).toMatch(/^s+…$/)
    expect(JSON.stringify(value).length).toBeLessThan(32_768)
  })
})

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let at = 0; at < depth; at++) value = [value]
  return value
}
