/** Limits: what is allowed in them, and that packets and bodies are held to them. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../src/errors.js'
import { defaultLimits, resolveLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { packetEncoder } from '../src/packet-encoder.js'
import type { WireRecord } from '../src/record.js'
import { anyRecord } from './record-arbitraries.js'
import { bytesOfFrame, packetOf, recordText, requestOf, requestText } from './wire-text.js'

describe('limits', () => {
  it('are the defaults where none are given', () => {
    expect(resolveLimits()).toEqual(defaultLimits)
    expect(resolveLimits({})).toEqual(defaultLimits)
  })

  it('are taken one by one', () => {
    expect(resolveLimits({ bodyBytesMax: 2048 })).toEqual({ ...defaultLimits, bodyBytesMax: 2048 })
  })

  it.each([
    ['bodyBytesMax', 1023],
    ['bodyBytesMax', 2 ** 31],
    ['inlineCharsMax', 63],
    ['inlineCharsMax', 65_537],
    ['packetChars', 1023],
    ['packetChars', 1_048_577],
    ['packetCharsMax', 4095],
    ['packetCharsMax', 2 ** 29 + 1],
    ['metadataCharsMax', -1],
    ['metadataCharsMax', 1_048_577],
    ['metadataCharsMax', 0.5],
    ['metadataCharsMax', Number.NaN],
    ['metadataCharsMax', '100'],
    ['metadataCharsMax', undefined],
    ['metadataCharsMax', { toString: 1 }],
  ] as const)('are refused out of range: %s of %o', (name, value) => {
    const act = (): unknown => resolveLimits({ [name]: value })
    expect(act).toThrow(ProtocolError)
    expect(act).toThrow(new RegExp(`^limits\\.${name} is .*; allowed is an integer from \\d+ to \\d+$`))
  })

  it('are refused where a sender would make packets that its receiver must refuse', () => {
    expect(() => resolveLimits({ packetChars: 1_048_576 })).toThrow(
      'limits.packetCharsMax is 1048576; packetChars, inlineCharsMax and metadataCharsMax make packets of up to 1081856 characters',
    )
    expect(resolveLimits({ packetChars: 1_048_576, packetCharsMax: 1_081_856 })).toMatchObject({
      packetChars: 1_048_576,
    })
  })
})

/** 80 characters are at most 480 with escapes. */
function hasAllowedMetadata(record: WireRecord): boolean {
  return !('metadata' in record) || record.metadata.length <= 80
}

describe('a sender that keeps to its limits', () => {
  const limits = resolveLimits({ inlineCharsMax: 64, packetChars: 1024, packetCharsMax: 4096, metadataCharsMax: 512 })

  /** Gathers as a sender does: a packet goes as soon as it is long enough. */
  function packetsOf(records: readonly WireRecord[]): Uint8Array[][] {
    const encoder = packetEncoder(limits, 'any')
    const packets: Uint8Array[][] = []
    for (const record of records) {
      encoder.add(record)
      if (encoder.chars >= limits.packetChars) packets.push(encoder.take().map(bytesOfFrame))
    }
    return [...packets, encoder.take().map(bytesOfFrame)]
  }

  it('makes no packet that its receiver refuses', () => {
    const longest = { metadata: '{}'.repeat(256), codec: 'j', body: `"${'é'.repeat(62)}"` }
    const anyLongest = fc.constant<WireRecord>({ kind: 'reply', id: Number.MAX_SAFE_INTEGER, ...longest })
    const anyRecords = fc.array(fc.oneof(anyLongest, anyRecord.filter(hasAllowedMetadata)), { maxLength: 30 })
    fc.assert(
      fc.property(anyRecords, (records) => {
        const decoded = packetsOf(records).map((packet) => decodePacket(packet, limits))
        expect(decoded.flatMap(({ violations }) => violations)).toEqual([])
        expect(decoded.flatMap((packet) => packet.records)).toHaveLength(records.length)
      }),
    )
  })
})

describe('a receiver', () => {
  const limits = resolveLimits({ bodyBytesMax: 1024, metadataCharsMax: 16, packetChars: 1024, packetCharsMax: 26_624 })
  const decode = (text: string, ...frames: (string | Uint8Array)[]): ReturnType<typeof decodePacket> =>
    decodePacket(packetOf(text, ...frames), limits)

  it.each([
    ['in the text', recordText({ head: 'r7,', codec: 'j', body: 'x'.repeat(1024) }), []],
    ['in base64', recordText({ head: 'r7,', codec: 'b', body: 'x'.repeat(1024) }), []],
    ['in a frame', 'r7,0,b*;', [new Uint8Array(1024)]],
    ['in a frame of base64', 'r7,0,b~;', ['x'.repeat(1024)]],
  ])('takes a body of the greatest length: %s', (_where, text, frames) => {
    expect(decode(text, ...frames)).toMatchObject({ records: [{ id: 7 }], violations: [] })
  })

  it.each([
    ['in the text', recordText({ head: 'r7,', codec: 'j', body: 'x'.repeat(1025) }), []],
    ['in base64', recordText({ head: 'r7,', codec: 'b', body: 'x'.repeat(1025) }), []],
    ['in a frame', 'r7,0,b*;', [new Uint8Array(1025)]],
    ['in a frame of base64', 'r7,0,b~;', ['x'.repeat(1025)]],
  ])('refuses a longer one alone: %s', (_where, text, frames) => {
    const { records, violations } = decode(text + requestText(2), ...frames)
    expect(records).toEqual([requestOf(2)])
    expect(violations).toEqual([
      { code: 'too-large', kind: 'reply', id: 7, message: 'a body of 1025 bytes; allowed are 1024' },
    ])
  })

  it('refuses longer metadata', () => {
    expect(decode(recordText({ head: 'r7,', metadata: 'x'.repeat(16) })).violations).toEqual([])
    expect(decode(recordText({ head: 'r7,', metadata: 'x'.repeat(17) })).violations).toMatchObject([
      { code: 'too-large', kind: 'reply', id: 7 },
    ])
  })

  it('refuses a longer first frame whole, unread', () => {
    const text = requestText(1)
    const longest = text + '!'.repeat(limits.packetCharsMax - 2 - text.length)
    expect(decode(longest).records).toEqual([requestOf(1)])
    expect(decode(`${longest}!`)).toMatchObject({ records: [], violations: [{ code: 'too-large' }] })
  })
})
