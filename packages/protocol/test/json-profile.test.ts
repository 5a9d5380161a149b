/** The JSON profile: which frames belong to it, and which of them are messages. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject, isJsonProfile, jsonFields, parseJsonMessage } from '../src/json-profile.js'
import { packetPrefix } from '../src/packet-layout.js'
import { anyCharacter, anyText } from './record-arbitraries.js'

describe('a frame of the JSON profile', () => {
  it('begins with a brace, as no packet does', () => {
    expect(isJsonProfile(Buffer.from('{"worker":"worker.1"}'))).toBe(true)
    expect(isJsonProfile(Buffer.from('{'))).toBe(true)
    expect(isJsonProfile(Buffer.from(packetPrefix))).toBe(false)
  })

  it.each(['', ' {}', '[]', 'null', '\ufeff{}'])('does not begin with anything else: %j', (text) => {
    expect(isJsonProfile(Buffer.from(text))).toBe(false)
  })

  it('is there at all', () => {
    expect(isJsonProfile(undefined)).toBe(false)
  })
})

describe('a message of the JSON profile', () => {
  it('is the object in the frame, whatever its fields', () => {
    const anyObject = fc.dictionary(anyText, fc.jsonValue({ stringUnit: anyCharacter }))
    fc.assert(
      fc.property(anyObject, (object) => {
        const text = JSON.stringify(object)
        expect(JSON.stringify(parseJsonMessage(Buffer.from(text)))).toBe(text)
      }),
    )
  })

  it('is undefined where the frame is anything else, and never a throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (frame) => {
          const message = parseJsonMessage(frame)
          expect(message === undefined || isJsonObject(message)).toBe(true)
        },
      ),
    )
  })

  it.each(['', '{', '{"worker":}', '[]', 'null', '7', '"{}"', '{}{}', "{'worker':'worker.1'}", '{"a":NaN}'])(
    'is not %j',
    (text) => {
      expect(parseJsonMessage(Buffer.from(text))).toBeUndefined()
    },
  )

  it('is not what is no UTF-8', () => {
    expect(parseJsonMessage(Buffer.from('{"worker":"\u00e9"}', 'latin1'))).toBeUndefined()
    expect(parseJsonMessage(Buffer.from('{"worker":"é"}'))).toEqual({ worker: 'é' })
  })

  it('may be deep without harm', () => {
    const depth = 100_000
    expect(() => parseJsonMessage(Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`))).not.toThrow()
  })

  it('keeps a field of the name __proto__ as one of its own', () => {
    const message = parseJsonMessage(Buffer.from('{"__proto__":{"worker":"worker.1"}}'))
    expect(message?.['worker']).toBeUndefined()
    expect(Object.keys({ ...message })).toEqual(['__proto__'])
  })
})

it('has no field twice', () => {
  const fields = Object.values(jsonFields)
  expect(new Set(fields).size).toBe(fields.length)
})
