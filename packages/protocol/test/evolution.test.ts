/** What a later version may send: kinds and fields that are not known here are passed over, and nothing else changes. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { packetEncoder } from '../src/packet-encoder.js'
import type { WireRecord } from '../src/record.js'
import { fieldTypes, type OptionName, recordKinds } from '../src/record-kinds.js'
import { anyRecord } from './record-arbitraries.js'
import { bytesOfFrame, packetOf, recordText, requestOf, requestText } from './wire-text.js'

const knownLetters = new Set<string>(Object.values(recordKinds).map(({ letter }) => letter))

// A kind may be any ASCII character but the semicolon, which ends a header.
const anyUnknownLetter = fc
  .nat(0x7f)
  .map((unit) => String.fromCharCode(unit))
  .filter((letter) => letter !== ';' && !knownLetters.has(letter))

const anyField = fc.string({ unit: fc.constantFrom(...'abz019._-+ {}"'.split('')), maxLength: 8 })

/** Puts more fields behind those of a record's header, which ends with the length of its metadata and its place. */
function withMoreFields(text: string, fields: readonly string[]): string {
  const header = text.slice(0, text.indexOf(';'))
  const parts = header.split(',')
  return [...parts.slice(0, -2), ...fields, ...parts.slice(-2)].join(',') + text.slice(header.length)
}

/** With every field that may be left out: what is added later stands behind them. */
function withAllOptions(record: WireRecord): WireRecord {
  const options: readonly OptionName[] = recordKinds[record.kind].options
  const said = options.map((option, index) => [option, fieldTypes[option] === 'name' ? `name${index}` : index + 1])
  return { ...record, ...(Object.fromEntries(said) as object) }
}

/** The text and the frames of one record, without the packet's prefix. */
function encodeAlone(record: WireRecord): [text: string, frames: Uint8Array[]] {
  const encoder = packetEncoder(defaultLimits, 'any')
  encoder.add(record)
  const [first, ...frames] = encoder.take()
  return [(first as string).slice(2), frames.map(bytesOfFrame)]
}

describe('records of an unknown kind', () => {
  it('are passed over with their metadata, bodies and frames, and counted', () => {
    const anyUnknown = fc.record({ letter: anyUnknownLetter, fields: fc.array(anyField), body: fc.boolean() })
    fc.assert(
      fc.property(anyUnknown, ({ letter, fields, body }) => {
        const head = letter + fields.map((field) => `${field},`).join('')
        const inline = recordText({
          head,
          metadata: '{"a":"b"}',
          ...(body ? { codec: 'j', body: '"; q1,a,0,-;"' } : {}),
        })
        const framed = recordText({ head, place: 'x*' })
        const packet = packetOf(requestText(1) + inline + framed + requestText(2), 'a body')
        const { records, violations } = decodePacket(packet, defaultLimits)
        expect(records).toEqual([requestOf(1), requestOf(2)])
        expect(violations.map(({ code }) => code)).toEqual(['unknown-kind', 'unknown-kind'])
      }),
    )
  })
})

describe('fields behind those that are known', () => {
  it('are passed over, whatever they are and whatever the kind', () => {
    const withFields = fc
      .tuple(anyRecord, fc.array(anyField, { minLength: 1, maxLength: 3 }))
      // The fields of `goodbye` and `stopped`, which have none yet, would stand where the letter is.
      .filter(([record]) => recordKinds[record.kind].fields.length > 0)
    fc.assert(
      fc.property(withFields, ([record, fields]) => {
        const [text, frames] = encodeAlone(withAllOptions(record))
        const expected = decodePacket(packetOf(text, ...frames), defaultLimits)
        const extended = decodePacket(packetOf(withMoreFields(text, fields), ...frames), defaultLimits)
        expect(extended).toEqual(expected)
      }),
    )
  })

  it('may follow a letter that has no field yet', () => {
    const { records, violations } = decodePacket(packetOf('g42,later,0,-;z42,0,-;'), defaultLimits)
    expect(records).toEqual([{ kind: 'goodbye' }, { kind: 'stopped' }])
    expect(violations).toEqual([])
  })
})

describe('a kind without a body', () => {
  it('may get one later: it is passed over', () => {
    const text =
      recordText({ head: 'c7,', codec: 'j', body: '{"why":"later"}' }) + recordText({ head: 'd9,', place: 'b*' })
    const { records, violations } = decodePacket(packetOf(text + requestText(1), 'a frame'), defaultLimits)
    expect(records).toEqual([{ kind: 'cancel', id: 7 }, { kind: 'credit', slots: 9 }, requestOf(1)])
    expect(violations).toEqual([])
  })
})

describe('codes and codecs that are not known', () => {
  it('are handed on as they are', () => {
    const { records } = decodePacket(
      packetOf(recordText({ head: 'f7,on-strike,', codec: 'x', body: 'AAAA' })),
      defaultLimits,
    )
    expect(records).toEqual([{ kind: 'failure', id: 7, code: 'on-strike', metadata: '', codec: 'x', body: 'AAAA' }])
  })
})
