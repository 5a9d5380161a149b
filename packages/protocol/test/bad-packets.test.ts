/** Bytes that are not a packet, or not quite: what is said of them, and that a bad record harms nobody beside it. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { packetOf, recordText, requestOf, requestText } from './wire-text.js'

const ascii = (text: string): Uint8Array[] => [Buffer.from(text)]

describe('a message that is no packet', () => {
  it.each([
    ['no frame at all', []],
    ['an empty frame', ascii('')],
    ['one byte', ascii('E')],
    ['another first byte', ascii(`X1${requestText(1)}`)],
    ['an object of the JSON profile', ascii('{"worker":"worker.1"}')],
    ['its records in the second frame', [Buffer.from(''), Buffer.from(`E1${requestText(1)}`)]],
  ])('is refused whole: %s', (_what, frames) => {
    expect(decodePacket(frames, defaultLimits)).toMatchObject({ records: [], violations: [{ code: 'not-a-packet' }] })
  })

  it.each(['0', '2', '9', '\0', '\u00ff'])('is refused whole where its version is %j', (version) => {
    const frame = Buffer.from(`E${version}${requestText(1)}`, 'latin1')
    const { records, violations } = decodePacket([frame], defaultLimits)
    expect(records).toEqual([])
    expect(violations).toMatchObject([{ code: 'unsupported-version' }])
    expect(violations[0]?.message).toContain('spoken here is 1')
  })

  it.each([0x80, 0xc3, 0xff])('is refused whole where its first frame has the byte %i', (byte) => {
    const frame = Buffer.concat([Buffer.from(`E1${requestText(1)}r2,0,j3;"`), Buffer.from([byte, 0x22])])
    expect(decodePacket([frame], defaultLimits)).toMatchObject({ records: [], violations: [{ code: 'not-ascii' }] })
  })
})

it('reads a packet without records', () => {
  expect(decodePacket(packetOf(''), defaultLimits)).toEqual({ records: [], violations: [] })
})

describe('a record whose end cannot be found', () => {
  it.each([
    ['no comma', 'q;'],
    ['nothing but a semicolon', ';'],
    ['no length of the metadata', 'f7,bad-request,-;'],
    ['metadata of negative length', 'c7,-1,-;'],
    ['metadata of fractional length', 'c7,0.5,-;'],
    ['metadata of a length beyond 2^53', 'c7,9007199254740992,-;'],
    ['no codec', 'r7,0,4;null'],
    ['a codec in upper case', 'r7,0,J4;null'],
    ['no place', 'r7,0,j;null'],
    ['an unknown place', 'r7,0,j!;null'],
    ['two places', 'r7,0,j**;null'],
    ['a body of hexadecimal length', 'r7,0,j0x4;null'],
    ['no body but a place', 'r7,0,-4;null'],
  ])('takes what follows with it, and nothing before: %s', (_what, text) => {
    const { records, violations } = decodePacket(packetOf(requestText(1) + text + requestText(2)), defaultLimits)
    expect(records).toEqual([requestOf(1)])
    expect(violations).toEqual([{ code: 'malformed-header', message: expect.stringContaining('is lost') as string }])
  })

  it('may be the last one', () => {
    const { records, violations } = decodePacket(packetOf(`${requestText(1)}q7,worker.1,30000,1,0,-`), defaultLimits)
    expect(records).toEqual([requestOf(1)])
    expect(violations).toMatchObject([{ code: 'malformed-header' }])
  })

  it('leaves no frame to be called a stray', () => {
    const { violations } = decodePacket(packetOf('r7,0,j;null', 'a frame'), defaultLimits)
    expect(violations.map(({ code }) => code)).toEqual(['malformed-header'])
  })
})

describe('a record that reaches past the end', () => {
  it.each([
    ['a body', 'r7,0,j5;null'],
    ['metadata', 'r7,9,j4;null'],
    ['metadata and body together', 'r7,3,j4;{}null'],
    ['a body of the greatest length', 'r7,0,j9007199254740991;null'],
  ])('is lost, and its sender is known: %s', (_what, text) => {
    const { records, violations } = decodePacket(packetOf(requestText(1) + text), defaultLimits)
    expect(records).toEqual([requestOf(1)])
    expect(violations).toMatchObject([{ code: 'truncated', kind: 'reply', id: 7 }])
  })

  it('is lost alone where the frame of its body is missing', () => {
    const { records, violations } = decodePacket(packetOf(`r7,0,j*;${requestText(2)}`), defaultLimits)
    expect(records).toEqual([requestOf(2)])
    expect(violations).toMatchObject([{ code: 'truncated', kind: 'reply', id: 7 }])
  })
})

interface BadRecord {
  readonly what: string
  readonly text: string
  readonly frames?: readonly string[]
  readonly violation: { readonly code: string; readonly kind?: string; readonly id?: number }
}

const request = { kind: 'request', id: 7 }
const reply = { kind: 'reply', id: 7 }

/** Records that are bad in themselves, but whose end is plain to see. */
const badRecords: readonly BadRecord[] = [
  { what: 'no field', text: 'c0,-;', violation: { code: 'invalid-field', kind: 'cancel' } },
  { what: 'an empty count', text: 'c,0,-;', violation: { code: 'invalid-field', kind: 'cancel' } },
  { what: 'a count that is none', text: 'c7a,0,-;', violation: { code: 'invalid-field', kind: 'cancel' } },
  { what: 'a count with a colon', text: 'c7:,0,-;', violation: { code: 'invalid-field', kind: 'cancel' } },
  { what: 'a negative count', text: 'd-1,0,-;', violation: { code: 'invalid-field', kind: 'credit' } },
  { what: 'a fraction', text: 'q7,worker.1,0.5,1,0,-;', violation: { code: 'invalid-field', ...request } },
  { what: 'a count of 2^53', text: 'd9007199254740992,0,-;', violation: { code: 'invalid-field', kind: 'credit' } },
  {
    what: 'a count of 17 digits',
    text: 'd00000000000000001,0,-;',
    violation: { code: 'invalid-field', kind: 'credit' },
  },
  { what: 'an empty name', text: 'q7,,30000,1,0,-;', violation: { code: 'invalid-field', ...request } },
  { what: 'a name with a space', text: 'q7,worker 1,30000,1,0,-;', violation: { code: 'invalid-field', ...request } },
  {
    what: 'a name that starts with a mark',
    text: 'q7,.worker,30000,1,0,-;',
    violation: { code: 'invalid-field', ...request },
  },
  {
    what: 'a name of 129 characters',
    text: `q7,${'w'.repeat(129)},1,1,0,-;`,
    violation: { code: 'invalid-field', ...request },
  },
  { what: 'too few fields', text: 'q7,worker.1,30000,0,-;', violation: { code: 'invalid-field', ...request } },
  {
    what: 'an unknown kind',
    text: recordText({ head: '!7,x,', codec: 'j', body: 'null' }),
    violation: { code: 'unknown-kind' },
  },
  { what: 'a kind in upper case', text: 'Q7,worker.1,30000,1,0,-;', violation: { code: 'unknown-kind' } },
  {
    what: 'too long metadata',
    text: recordText({ head: 'r7,', metadata: 'x'.repeat(8193) }),
    violation: { code: 'too-large', ...reply },
  },
  { what: 'JSON in base64', text: 'r7,0,j~;', frames: ['bnVsbA=='], violation: { code: 'invalid-field', ...reply } },
  {
    what: 'base64 beyond ASCII',
    text: 'r7,0,b~;',
    frames: ['bnVsbA–'],
    violation: { code: 'invalid-field', ...reply },
  },
]

describe('a bad record whose end can be found', () => {
  it.each(badRecords)('is told, and harms none beside it: $what', ({ text, frames = [], violation }) => {
    const neighbour = recordText({ head: 'r9,', place: 'b*' })
    const packet = packetOf(requestText(1) + text + requestText(2) + neighbour, ...frames, 'raw')
    const { records, violations } = decodePacket(packet, defaultLimits)
    expect(records).toMatchObject([requestOf(1), requestOf(2), { kind: 'reply', id: 9, body: Buffer.from('raw') }])
    expect(violations).toEqual([{ ...violation, message: expect.any(String) as string }])
  })

  it('harms none beside it, however many there are and wherever they stand', () => {
    const anyItem = fc.oneof(fc.constantFrom(...badRecords), fc.nat(1000))
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 12 }), (items) => {
        const good = items.filter((item) => typeof item === 'number')
        const bad = items.filter((item) => typeof item !== 'number')
        const text = items.map((item) => (typeof item === 'number' ? requestText(item) : item.text)).join('')
        const packet = packetOf(text, ...bad.flatMap(({ frames = [] }) => frames))
        const { records, violations } = decodePacket(packet, defaultLimits)
        expect(records).toEqual(good.map(requestOf))
        expect(violations).toMatchObject(bad.map(({ violation }) => violation))
      }),
    )
  })
})

describe('a frame', () => {
  it.each([
    [['one'], '1 of 2 frames belong to no record'],
    [['one', 'two'], '2 of 3 frames belong to no record'],
  ])('that no record refers to is told, once for all of them: %j', (frames, message) => {
    const { records, violations } = decodePacket(packetOf(requestText(1), ...frames), defaultLimits)
    expect(records).toEqual([requestOf(1)])
    expect(violations).toEqual([{ code: 'stray-frames', message }])
  })

  it('goes to its record although the record before it is of an unknown kind', () => {
    const { records } = decodePacket(packetOf('!0,b*;r7,0,b*;', 'first', 'second'), defaultLimits)
    expect(records).toMatchObject([{ kind: 'reply', id: 7, body: Buffer.from('second') }])
  })
})

describe('what is said of a bad record', () => {
  it.each([
    ['\n0,-;', 'a record of kind "\\n"'],
    ['q7,a\nb,1,1,0,-;', 'the field target is "a\\nb"'],
    ['q7,a b,1.5,1,0,-;', 'the field target is "a b"'],
    ['c0,-;', 'the field id is missing'],
    ['c,0,-;', 'the field id is ""'],
    [`q7,${'x'.repeat(4000)},1,1,0,-;`, `the field target is "${'x'.repeat(40)}"`],
  ])('is one short line about the first fault: case %#', (text, message) => {
    const { violations } = decodePacket(packetOf(text), defaultLimits)
    expect(violations.map((violation) => violation.message)).toEqual([message])
  })

  it('has the id 0 like any other', () => {
    const { violations } = decodePacket(packetOf('q0,,1,1,0,-;'), defaultLimits)
    expect(violations).toMatchObject([{ kind: 'request', id: 0 }])
  })
})
