/** The golden vectors: our code reads them as they say, and writes them as they stand. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isJsonProfile, parseJsonMessage } from '../src/json-profile.js'
import { type ProtocolLimits, resolveLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { type FrameForms, packetEncoder } from '../src/packet-encoder.js'
import { failureKinds } from '../src/failures.js'
import type { Payload, WireRecord } from '../src/record.js'
import { recordKinds } from '../src/record-kinds.js'
import type { ViolationCode } from '../src/violation.js'

type FrameVector = string | { readonly base64: string }

interface RecordVector {
  readonly kind: string
  readonly codec?: string
  readonly body?: { readonly text: string } | { readonly base64: string } | null
}

interface PacketVector {
  readonly name: string
  readonly frames: readonly FrameVector[]
  readonly records: readonly RecordVector[]
  readonly writtenBy?: readonly FrameForms[]
  readonly violations?: readonly { readonly code: ViolationCode; readonly kind?: string; readonly id?: number }[]
}

interface MessageVector {
  readonly name: string
  readonly frames: readonly FrameVector[]
  readonly message: object | null
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8'))
}

interface PacketVectors {
  readonly limits: ProtocolLimits
  readonly packets: readonly PacketVector[]
}

const valid = read('valid-packets.json') as PacketVectors
const invalid = read('invalid-packets.json') as PacketVectors
const { messages } = read('json-profile.json') as { readonly messages: readonly MessageVector[] }

function bytesOf(frame: FrameVector): Buffer {
  return typeof frame === 'string' ? Buffer.from(frame) : Buffer.from(frame.base64, 'base64')
}

function recordOf(vector: RecordVector): WireRecord {
  if (vector.body === undefined) return vector as WireRecord
  return { ...vector, body: bodyOf(vector.body) } as unknown as WireRecord
}

function bodyOf(body: RecordVector['body']): Payload['body'] {
  if (!body) return ''
  return 'text' in body ? body.text : Buffer.from(body.base64, 'base64')
}

/** The frame with the object: the last one, in either framing. */
function objectFrame({ frames }: MessageVector): Buffer {
  return bytesOf(frames.at(-1) as FrameVector)
}

describe('a valid packet', () => {
  const limits = resolveLimits(valid.limits)

  it.each(valid.packets)('is read: $name', ({ frames, records }) => {
    const decoded = decodePacket(frames.map(bytesOf), limits)
    expect(decoded).toEqual({ records: records.map(recordOf), violations: [] })
  })

  const written = valid.packets.flatMap((vector) => (vector.writtenBy ?? []).map((forms) => ({ ...vector, forms })))
  it.each(written)('is written, in frames of the form $forms: $name', ({ frames, records, forms }) => {
    const encoder = packetEncoder(limits, forms)
    for (const record of records) encoder.add(recordOf(record))
    const made = encoder.take()
    expect(made.map((frame) => Buffer.from(frame as string))).toEqual(frames.map(bytesOf))
    expect(forms === 'any' || made.every((frame) => typeof frame === 'string')).toBe(true)
  })
})

describe('an invalid packet', () => {
  it.each(invalid.packets)('has its violations found: $name', ({ frames, records, violations }) => {
    const decoded = decodePacket(frames.map(bytesOf), resolveLimits(invalid.limits))
    expect(decoded.records).toEqual(records.map(recordOf))
    expect(decoded.violations.map(({ message: _message, ...violation }) => violation)).toEqual(violations)
  })
})

describe('a message of the JSON profile', () => {
  it.each(messages)('is read: $name', (vector) => {
    const frame = objectFrame(vector)
    expect(isJsonProfile(frame) ? parseJsonMessage(frame) : undefined).toEqual(vector.message ?? undefined)
  })

  it.each(messages.filter(({ message }) => message !== null))('is written: $name', (vector) => {
    expect(JSON.stringify(vector.message)).toBe(objectFrame(vector).toString())
  })
})

describe('the vectors', () => {
  it('show every kind of record', () => {
    const shown = new Set(valid.packets.flatMap(({ records }) => records.map(({ kind }) => kind)))
    expect([...shown].toSorted()).toEqual(Object.keys(recordKinds).toSorted())
  })

  it('show every violation', () => {
    const codes: { readonly [code in ViolationCode]: true } = {
      'not-a-packet': true,
      'unsupported-version': true,
      'not-ascii': true,
      'malformed-header': true,
      'invalid-field': true,
      truncated: true,
      'too-large': true,
      'unknown-kind': true,
      'stray-frames': true,
    }
    const shown = new Set(invalid.packets.flatMap(({ violations = [] }) => violations.map(({ code }) => code)))
    expect([...shown].toSorted()).toEqual(Object.keys(codes).toSorted())
  })

  it.each([[valid.packets], [invalid.packets], [messages]])('have names of their own: file %#', (vectors) => {
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length)
  })

  it('name only failures that there are', () => {
    const codes = valid.packets.flatMap(({ records }) => records.map((record) => (record as { code?: string }).code))
    const known = new Set<string | undefined>([undefined, 'on-strike', ...Object.keys(failureKinds)])
    expect(codes.filter((code) => !known.has(code))).toEqual([])
  })
})
