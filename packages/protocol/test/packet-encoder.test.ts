/** Where a body stands in a packet, and how packets begin and end. */
import { describe, expect, it } from 'vitest'
import { resolveLimits } from '../src/limits.js'
import { type FrameForms, packetEncoder } from '../src/packet-encoder.js'
import type { Payload } from '../src/record.js'

const limits = resolveLimits({ inlineCharsMax: 64 })
const longestInlineBytes = 48

function encodeReply(payload: Payload, forms: FrameForms = 'any', metadata = ''): unknown[] {
  const encoder = packetEncoder(limits, forms)
  encoder.add({ kind: 'reply', id: 7, metadata, ...payload })
  return encoder.take()
}

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(0xff)

describe('a body of JSON', () => {
  it('stands in the text up to the limit', () => {
    const body = JSON.stringify('x'.repeat(62))
    expect(encodeReply({ codec: 'j', body })).toEqual([`E1r7,0,j64;${body}`])
  })

  it('has a frame of its own beyond it', () => {
    const body = JSON.stringify('x'.repeat(63))
    expect(encodeReply({ codec: 'j', body })).toEqual(['E1r7,0,j*;', body])
    expect(encodeReply({ codec: 'j', body }, 'strings')).toEqual(['E1r7,0,j*;', body])
  })

  it('stands in the text with escapes for what is not ASCII', () => {
    expect(encodeReply({ codec: 'j', body: '"é😀"' })).toEqual(['E1r7,0,j20;"\\u00e9\\ud83d\\ude00"'])
  })

  it('has a frame without escapes', () => {
    const body = JSON.stringify('é'.repeat(63))
    expect(encodeReply({ codec: 'j', body })).toEqual(['E1r7,0,j*;', body])
  })

  it('goes on in a frame if it came in one, as a string where it must be', () => {
    const body = Buffer.from('"é"')
    expect(encodeReply({ codec: 'j', body })).toEqual(['E1r7,0,j*;', body])
    expect(encodeReply({ codec: 'j', body }, 'strings')).toEqual(['E1r7,0,j*;', '"é"'])
  })
})

describe('a body of bytes', () => {
  it('stands in the text as base64 up to the limit', () => {
    const base64 = '/'.repeat(64)
    expect(encodeReply({ codec: 'b', body: bytes(longestInlineBytes) })).toEqual([`E1r7,0,b64;${base64}`])
    expect(encodeReply({ codec: 'b', body: base64 })).toEqual([`E1r7,0,b64;${base64}`])
  })

  it('has a frame of its own beyond it, and is not copied there', () => {
    const body = bytes(longestInlineBytes + 1)
    const [first, frame] = encodeReply({ codec: 'b', body })
    expect(first).toBe('E1r7,0,b*;')
    expect(frame).toBe(body)
  })

  it('is base64 in that frame where all frames are strings, and where it came so', () => {
    const body = bytes(longestInlineBytes + 1)
    const base64 = Buffer.from(body).toString('base64')
    expect(encodeReply({ codec: 'b', body }, 'strings')).toEqual(['E1r7,0,b~;', base64])
    expect(encodeReply({ codec: 'b', body: base64 })).toEqual(['E1r7,0,b~;', base64])
  })

  it('may be empty, which is not the same as none', () => {
    expect(encodeReply({ codec: 'b', body: bytes(0) })).toEqual(['E1r7,0,b0;'])
    expect(encodeReply({ codec: 'b', body: '' })).toEqual(['E1r7,0,b0;'])
    expect(encodeReply({ codec: '', body: '' })).toEqual(['E1r7,0,-;'])
  })

  it('is taken from where it lies in a larger buffer', () => {
    const body = Buffer.from('..bytes..').subarray(2, 7)
    expect(encodeReply({ codec: 'b', body })).toEqual([`E1r7,0,b8;${Buffer.from('bytes').toString('base64')}`])
  })
})

describe('metadata', () => {
  it('stands before the body, in ASCII', () => {
    const frames = encodeReply({ codec: 'j', body: 'null' }, 'any', '{"user":"é"}')
    expect(frames).toEqual(['E1r7,17,j4;{"user":"\\u00e9"}null'])
  })

  it('stands in the text where the body does not', () => {
    const body = bytes(100)
    expect(encodeReply({ codec: 'b', body }, 'any', '{}')).toEqual(['E1r7,2,b*;{}', body])
    expect(encodeReply({ codec: '', body: '' }, 'any', '{}')).toEqual(['E1r7,2,-;{}'])
  })
})

describe('a packet', () => {
  it('is as long as it says while it is built', () => {
    const encoder = packetEncoder(limits, 'any')
    expect(encoder.chars).toBe(0)
    encoder.add({ kind: 'credit', slots: 5 })
    encoder.add({ kind: 'reply', id: 7, metadata: '', codec: 'b', body: bytes(100) })
    const { chars } = encoder
    expect(encoder.take()[0]).toHaveLength(chars)
  })

  it('leaves nothing behind for the next one', () => {
    const encoder = packetEncoder(limits, 'any')
    encoder.add({ kind: 'reply', id: 7, metadata: '', codec: 'b', body: bytes(100) })
    encoder.take()
    expect(encoder.chars).toBe(0)
    encoder.add({ kind: 'cancel', id: 8 })
    expect(encoder.take()).toEqual(['E1c8,0,-;'])
  })

  it('has its frames in the order of its records', () => {
    const encoder = packetEncoder(limits, 'any')
    for (const id of [1, 2, 3]) encoder.add({ kind: 'reply', id, metadata: '', codec: 'b', body: bytes(100 + id) })
    expect(encoder.take()).toEqual(['E1r1,0,b*;r2,0,b*;r3,0,b*;', bytes(101), bytes(102), bytes(103)])
  })
})
