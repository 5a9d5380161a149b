/** Packets whose frames come over a port between threads: what was a string is one still. */
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { requestOf, requestText } from './wire-text.js'

describe('a packet of strings', () => {
  it('is read like one of bytes', () => {
    const decoded = decodePacket([`E1${requestText(1)}`], defaultLimits)
    expect(decoded).toEqual({ records: [requestOf(1)], violations: [] })
  })

  it('has JSON as it is, and bytes in base64, in frames of their own', () => {
    const { records, violations } = decodePacket(['E1r1,0,j*;r2,0,b~;', '"é"', 'AAAA'], defaultLimits)
    expect(violations).toEqual([])
    expect(records).toMatchObject([
      { id: 1, codec: 'j', body: '"é"' },
      { id: 2, codec: 'b', body: 'AAAA' },
    ])
  })

  it('cannot have bytes as they are', () => {
    const { records, violations } = decodePacket(['E1r1,0,b*;r2,0,j*;', 'bytes?', 'null'], defaultLimits)
    expect(violations).toMatchObject([{ code: 'invalid-field', kind: 'reply', id: 1 }])
    expect(records).toMatchObject([{ id: 2, body: 'null' }])
  })

  it.each([
    ['', 'not-a-packet'],
    ['E', 'not-a-packet'],
    ['{}', 'not-a-packet'],
    ['E2', 'unsupported-version'],
    ['E1r1,0,j3;"é"', 'not-ascii'],
    [`E1${' '.repeat(defaultLimits.packetCharsMax)}`, 'too-large'],
  ])('is refused where one of bytes is: case %#', (text, code) => {
    expect(decodePacket([text], defaultLimits)).toMatchObject({ records: [], violations: [{ code }] })
    expect(decodePacket([Buffer.from(text)], defaultLimits)).toMatchObject({ records: [], violations: [{ code }] })
  })
})

it('takes strings and bytes in one packet', () => {
  const { records } = decodePacket([`E1r1,0,b*;${requestText(2)}`, Buffer.from('bytes')], defaultLimits)
  expect(records).toMatchObject([{ id: 1, body: Buffer.from('bytes') }, requestOf(2)])
})
