/** Which codec a value goes by, what survives it, and what is refused with its place. */
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
}

describe.each(Object.entries(structured))('what JSON would change: %s', (_what, value) => {
  it('goes as MessagePack, and comes out as it went in', () => {
    const [codec, out] = travelled(value)
    expect([codec, out]).toStrictEqual(['m', value])
  })
})

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

  it.each(['auto', 'json', 'msgpack'] as const)('is refused by %s where it nests too deep', (codec) => {
    let deep: unknown = 5
    for (let depth = 0; depth < 50_000; depth++) deep = [deep]
    expect(() => travelled(deep, codec)).toThrow(expect.objectContaining({ code: 'unencodable-body' }))
  })
})

describe('the codec json', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  it.each([
    [{ at: [new Date(0)] }, '$.at[0] is a Date: JSON does not carry it'],
    [[1n], '$[0] is a BigInt: JSON does not carry it'],
    [[undefined], '$[0] is undefined: JSON does not carry it'],
    [circle, '$.self is a circle: JSON does not carry it'],
  ])('refuses what JSON would change', (value, message) => {
    expect(() => travelled(value, 'json')).toThrow(expect.objectContaining({ code: 'unencodable-body', message }))
  })
})
