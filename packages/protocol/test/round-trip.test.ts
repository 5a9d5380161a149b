/** What goes into a packet comes out of it: records of every kind, with bodies of every form in every place. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { type FrameForms, type OutgoingFrame, packetEncoder } from '../src/packet-encoder.js'
import type { WireRecord } from '../src/record.js'
import { allKinds, anyRecord, anyRecordOf } from './record-arbitraries.js'
import { faultOfRecord, meaningOf } from './record-meaning.js'
import { bytesOfFrame } from './wire-text.js'

// Short, so that bodies of a few dozen characters already have frames of their own.
const limits = resolveLimits({ inlineCharsMax: 64 })

function encode(records: readonly WireRecord[], forms: FrameForms): OutgoingFrame[] {
  const encoder = packetEncoder(limits, forms)
  for (const record of records) encoder.add(record)
  return encoder.take()
}

function carry(records: readonly WireRecord[], forms: FrameForms): readonly WireRecord[] {
  const decoded = decodePacket(encode(records, forms).map(bytesOfFrame), limits)
  expect(decoded.violations).toEqual([])
  return decoded.records
}

function expectSame(arrived: readonly WireRecord[], sent: readonly WireRecord[]): void {
  expect(arrived.map(meaningOf)).toEqual(sent.map(meaningOf))
  expect(arrived.map((record) => faultOfRecord(record, limits))).toEqual(sent.map(() => undefined))
}

const bothForms: readonly FrameForms[] = ['any', 'strings']

describe.each(bothForms)('a packet of frames of the form "%s"', (forms) => {
  it.each(allKinds)('carries records of the kind %s unchanged', (kind) => {
    fc.assert(fc.property(anyRecordOf(kind), (record) => expectSame(carry([record], forms), [record])))
  })

  it('carries many records of all kinds in their order', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => expectSame(carry(records, forms), records)),
    )
  })

  it.each(bothForms)('carries what a packet of the form "%s" brought', (formsBefore) => {
    const anyRecords = fc.array(anyRecord, { maxLength: 4 })
    fc.assert(fc.property(anyRecords, (records) => expectSame(carry(carry(records, formsBefore), forms), records)))
  })
})

it('sends nothing but strings from a thread that can be ended', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 4 }), (records) => {
      expect(encode(records, 'strings').map((frame) => typeof frame)).not.toContain('object')
    }),
  )
})

it('keeps the first frame in ASCII', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 4 }), fc.constantFrom(...bothForms), (records, forms) => {
      const [first] = encode(records, forms) as [string]
      expect(Buffer.byteLength(first)).toBe(first.length)
    }),
  )
})
