/** Which codec a value goes by, what survives it, and what is refused with its place. */
import { parse } from 'node:querystring'
import { runInNewContext } from 'node:vm'
import { payloadCodecs } from '@errand/protocol'
import { assert, jsonValue, pre, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBody } from '../src/codec/encode-body.js'
import { withStructured } from '../src/index.js'

const codecs = payloadCodecs(withStructured())

function travelled(
  value: unknown,
  codec: 'auto' | 'json' | 'msgpack' = 'auto',
): readonly [codec: string, value: unknown] {
  const payload = codecs.encode(encodeBody(value, codec))
  return [payload.codec, codecs.decode(payload)]
}

describe('what JSON carries as it is', () => {
  it('goes as JSON', () => {
    const value = { a: [1, 'x', null, true], b: { c: -1.5 } }
    expect(travelled(value)).toEqual(['j', value])
  })

  it('comes out as it went in', () => {
    assert(
      property(jsonValue({ noUnicodeString: false }), (value) => {
        // JSON has one zero.
        pre(!JSON.stringify(value, (_key, inner: unknown) => (Object.is(inner, -0) ? '-0' : inner)).includes('"-0"'))
        expect(travelled(value)[1]).toEqual(value)
      }),
    )
  })
})

const structured: { readonly [what: string]: unknown } = {
  bytes: { b: new Uint8Array([1, 2]) },
  date: { at: new Date(5) },
  map: new Map<unknown, unknown>([[{ a: 1 }, new Set([1n])]]),
  'a long BigInt': { n: 2n ** 200n },
  undefined: { a: undefined, b: [undefined, 1] },
  'no number': [NaN, Infinity],
  regexp: /a/gi,
  floats: new Float32Array([1.5]),
  'long integers': { n: new BigInt64Array([-1n]), of: new DataView(new ArrayBuffer(2)) },
}

describe.each(Object.entries(structured))('what JSON would change: %s', (_what, value) => {
  it('goes as MessagePack, and comes out as it went in', () => {
    const [codec, out] = travelled(value)
    expect([codec, out]).toStrictEqual(['m', value])
  })
})

class User {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}
class Counts extends Map<string, number> {}
class Names extends Array<string> {}
class Bytes extends Uint8Array {}
class Samples extends Float32Array {}

class Money {
  readonly currency = { symbolOf: () => '€' }
  readonly #cents = 150

  toJSON(): unknown {
    return { cents: this.#cents, at: new Date(5) }
  }
}

class NotFound extends Error {
  override readonly name = 'NotFound'
}

describe('what no codec carries', () => {
  it.each([
    [{ items: [{ callback() {} }] }, '$.items[0].callback is a function: no codec carries it'],
    [{ 'a b': Symbol('x') }, '$["a b"] is a symbol: no codec carries it'],
    [{ p: Promise.resolve() }, '$.p is a Promise: no codec carries it'],
    [{ q: new URLSearchParams('a=1') }, '$.q is a URLSearchParams: no codec carries it'],
    [{ b: new Blob(['x']) }, '$.b is a Blob: no codec carries it'],
    [{ s: new SharedArrayBuffer(1) }, '$.s is a SharedArrayBuffer: no codec carries it'],
  ])('is refused with its place', (value, message) => {
    expect(() => travelled(value)).toThrow(expect.objectContaining({ code: 'unencodable-body', message }))
  })

  it.each(['auto', 'msgpack'] as const)('is refused by %s where its class would be lost', (codec) => {
    const refused: readonly [unknown, string][] = [
      [new User('Ada'), '$ is an instance of User'],
      [{ users: [new User('Ada')] }, '$.users[0] is an instance of User'],
      [{ byName: new Map([['Ada', new User('Ada')]]) }, '$.byName{1} is an instance of User'],
      [{ counts: new Counts([['a', 1]]) }, '$.counts is an instance of Counts'],
      [{ bytes: new Bytes(2) }, '$.bytes is an instance of Bytes'],
      [{ samples: new Samples(2) }, '$.samples is an instance of Samples'],
      [[Object.create({ inherited: 1 })], '$[0] is an object with a prototype of its own'],
    ]
    for (const [value, what] of refused) {
      const message = `${what}, which has no toJSON: no codec carries it`
      expect(() => travelled(value, codec)).toThrow(expect.objectContaining({ code: 'unencodable-body', message }))
    }
  })

  it.each(['auto', 'json', 'msgpack'] as const)('is refused by %s where it nests too deep', (codec) => {
    let deep: unknown = 5
    for (let depth = 0; depth < 50_000; depth++) deep = [deep]
    expect(() => travelled(deep, codec)).toThrow(expect.objectContaining({ code: 'unencodable-body' }))
  })
})

describe('objects that are of no own class, or stand for something else', () => {
  it.each([
    ['without a prototype', Object.assign(Object.create(null) as object, { at: new Date(5) }), { at: new Date(5) }],
    ['that Node made', parse('a=1'), { a: '1' }],
    ['of another realm', runInNewContext('({ list: [1, { n: 2n }] })'), { list: [1, { n: 2n }] }],
    ['whose class has a toJSON', { price: new Money() }, { price: { cents: 150, at: new Date(5) } }],
    ['that are addresses', [new URL('http://localhost/')], ['http://localhost/']],
    ['that are lists', { names: Names.of('Ada'), at: new Date(5) }, { names: ['Ada'], at: new Date(5) }],
    ['that are buffers', { bytes: Buffer.from('x') }, { bytes: new Uint8Array([120]) }],
  ])('arrive as plain ones: those %s', (_which, value: unknown, arrived) => {
    expect(travelled(value)[1]).toEqual(arrived)
  })

  it('are refused where what they stand for is', () => {
    const value = {
      price: { toJSON: undefined },
      bad: new (class Bad {
        toJSON(): unknown {
          return { callback: () => 1 }
        }
      })(),
    }
    expect(() => travelled(value)).toThrow('$.bad.callback is a function: no codec carries it')
  })

  it('arrive as errors of their name where they are errors', () => {
    const cause = new TypeError('it was null')
    const [, error] = travelled(new NotFound('no such page', { cause }))
    expect(error).toMatchObject({ name: 'NotFound', message: 'no such page', cause: { name: 'TypeError' } })
    expect(error).toBeInstanceOf(Error)
  })
})

describe('the codec json', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  it.each([
    [{ at: [new Date(0)] }, '$.at[0] is a Date: JSON does not carry it'],
    [[1n], '$[0] is a BigInt: JSON does not carry it'],
    [[undefined], '$[0] is undefined: JSON does not carry it'],
    [{ user: new User('Ada') }, '$.user is an instance of User: JSON does not carry it'],
    [circle, '$.self is a circle: JSON does not carry it'],
  ])('refuses what JSON would change', (value, message) => {
    expect(() => travelled(value, 'json')).toThrow(expect.objectContaining({ code: 'unencodable-body', message }))
  })
})
