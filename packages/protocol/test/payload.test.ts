/** Values to bodies and back: bytes, JSON and codecs of others, and what cannot be carried. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../src/errors.js'
import { bytesCodec, type PayloadCodec, payloadCodecs } from '../src/payload.js'
import { emptyPayload } from '../src/record.js'

const codecs = payloadCodecs()

const dateCodec: PayloadCodec = {
  letter: 'd',
  mediaType: 'text/x-date',
  accepts: (value) => value instanceof Date,
  encode: (value) => Buffer.from((value as Date).toISOString()),
  decode: (bytes) => new Date(Buffer.from(bytes).toString()),
}

describe('JSON', () => {
  it('comes back as it went, as text and as bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const payload = codecs.encode(value)
        expect(payload.codec).toBe('j')
        expect(JSON.stringify(codecs.decode(payload))).toBe(JSON.stringify(value))
        const raw = Buffer.from(payload.body as string)
        expect(JSON.stringify(codecs.decode({ ...payload, body: raw }))).toBe(JSON.stringify(value))
      }),
    )
  })

  it('has its own rules inside of objects', () => {
    const value = { a: undefined, b: Number.NaN, c: new Date(0), d: [undefined, () => 1] }
    expect(codecs.decode(codecs.encode(value))).toEqual({ b: null, c: '1970-01-01T00:00:00.000Z', d: [null, null] })
  })

  it('has null, false, 0 and the empty string as values', () => {
    for (const value of [null, false, 0, '']) expect(codecs.decode(codecs.encode(value))).toBe(value)
  })
})

describe('no value', () => {
  it('is no body, and no body is no value', () => {
    expect(codecs.encode(undefined)).toEqual(emptyPayload)
    expect(codecs.decode(emptyPayload)).toBeUndefined()
  })
})

describe('bytes', () => {
  it('come back as they went, raw and in base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const payload = codecs.encode(bytes)
        expect(payload).toEqual({ codec: 'b', body: bytes })
        const base64 = Buffer.from(bytes).toString('base64')
        for (const body of [bytes, base64]) expect(codecs.decode({ codec: 'b', body })).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('arrive as a Buffer over the same memory', () => {
    const frame = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
    const arrived = codecs.decode({ codec: 'b', body: frame }) as Buffer
    expect(Buffer.isBuffer(arrived)).toBe(true)
    expect([...arrived]).toEqual([2, 3])
    expect(arrived.buffer).toBe(frame.buffer)
  })

  it('are refused where they are detached, or no bytes in truth', () => {
    class Longer extends Uint8Array {
      override get byteLength(): number {
        return 1000
      }
    }
    const detached = Buffer.from(new ArrayBuffer(8))
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    for (const bytes of [
      detached,
      new Longer(8),
      Object.create(Uint8Array.prototype),
      new Proxy(new Uint8Array(8), {}),
    ])
      expect(() => codecs.encode(bytes)).toThrow(expect.objectContaining({ code: 'unencodable-body' }) as Error)
  })

  it('may be none at all', () => {
    expect(codecs.decode(codecs.encode(new Uint8Array()))).toEqual(Buffer.alloc(0))
  })
})

/** Takes every value and says only that it was here. */
const greedy = (letter: string): PayloadCodec => ({
  ...bytesCodec,
  letter,
  accepts: () => true,
  encode: () => Buffer.from(letter),
})

describe('a codec of others', () => {
  const withDates = payloadCodecs([dateCodec])
  const date = new Date('2026-11-23T12:00:00.000Z')

  it('has the values that it accepts, on both ways', () => {
    const payload = withDates.encode(date)
    expect(payload).toEqual({ codec: 'd', body: Buffer.from('2026-11-23T12:00:00.000Z') })
    expect(withDates.decode(payload)).toEqual(date)
    const base64 = Buffer.from(payload.body as Uint8Array).toString('base64')
    expect(withDates.decode({ codec: 'd', body: base64 })).toEqual(date)
  })

  it('leaves the rest to bytes and JSON', () => {
    expect(withDates.encode({ date }).codec).toBe('j')
    expect(withDates.encode(Buffer.from('x')).codec).toBe('b')
  })

  it('is asked before bytes and JSON, in the order given', () => {
    const both = payloadCodecs([dateCodec, greedy('x'), greedy('y')])
    expect(both.encode(date).codec).toBe('d')
    expect(both.encode(Buffer.from('x')).codec).toBe('x')
    expect(both.encode(null).codec).toBe('x')
  })

  it.each(['j', 'b', 'd', '', 'D', 'dd', '1', 'é', ' d'])('cannot have the letter %j here', (letter) => {
    const act = (): unknown => payloadCodecs([dateCodec, { ...dateCodec, mediaType: 'text/other', letter }])
    expect(act).toThrow(ProtocolError)
    expect(act).toThrow(
      `the codec text/other has the letter ${JSON.stringify(letter)}; allowed is one of a to z except j, b, d`,
    )
  })
})

function catchError(action: () => unknown): ProtocolError {
  try {
    action()
  } catch (error) {
    return error as ProtocolError
  }
  throw new Error('nothing was thrown')
}

const cycle: { self?: unknown } = {}
cycle.self = cycle
const nameless = Object.create(null) as object

describe('what cannot be carried', () => {
  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a BigInt', 1n],
    ['a BigInt inside', { deep: [1n] }],
    ['a cycle', cycle],
    ['a toJSON that has nothing', { toJSON: () => undefined }],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw nameless
        },
      },
    ],
  ])('is refused with its cause: %s', (_what, value) => {
    const error = catchError(() => codecs.encode(value))
    expect(error).toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({ code: 'unencodable-body', name: 'ProtocolError' })
    expect(error.message).toMatch(new RegExp(`^application/json cannot carry this ${typeof value}: .`))
    expect(error.cause).toBeDefined()
  })

  it.each<[string, Partial<PayloadCodec>]>([
    [
      'throws',
      {
        encode: () => {
          throw new RangeError('too early')
        },
      },
    ],
    [
      'throws null',
      {
        encode: () => {
          throw null
        },
      },
    ],
    ['returns text', { encode: () => 'text' as unknown as Uint8Array }],
    ['returns nothing', { encode: () => undefined as unknown as Uint8Array }],
  ])('is told with the codec that failed: it %s', (_what, fault) => {
    const error = catchError(() => payloadCodecs([{ ...dateCodec, ...fault }]).encode(new Date()))
    expect(error).toMatchObject({ code: 'unencodable-body' })
    expect(error.message).toMatch(/^text\/x-date cannot carry this object: /)
  })

  it('is told where a codec cannot even be asked', () => {
    const accepts = (): boolean => {
      throw nameless
    }
    expect(catchError(() => payloadCodecs([{ ...dateCodec, accepts }]).encode(1))).toMatchObject({
      code: 'unencodable-body',
      cause: nameless,
    })
  })
})

describe('a body that cannot be read', () => {
  it.each<[string, string | Uint8Array]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('is refused with its cause: %s', (_what, body) => {
    const error = catchError(() => codecs.decode({ codec: 'j', body }))
    expect(error).toMatchObject({ code: 'undecodable-body' })
    expect(error.cause).toBeInstanceOf(Error)
  })

  it('is refused where its codec is not known, which names those that are', () => {
    const error = catchError(() => codecs.decode({ codec: 'x', body: '' }))
    expect(error).toMatchObject({ code: 'unknown-codec' })
    expect(error.message).toBe('a body of codec "x" came; known here are j, b')
  })

  it('is refused where its codec throws, whatever that is', () => {
    const decode = (): never => {
      throw nameless
    }
    const error = catchError(() => payloadCodecs([{ ...dateCodec, decode }]).decode({ codec: 'd', body: '' }))
    expect(error).toMatchObject({ code: 'undecodable-body', cause: nameless })
  })

  it('makes a short message, however long it is', () => {
    const error = catchError(() => codecs.decode({ codec: 'j', body: 'x'.repeat(1_000_000) }))
    expect(error.message.length).toBeLessThan(400)
  })
})
