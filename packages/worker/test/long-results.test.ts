/** Which way outcomes leave a thread. */
import { decodePacket, defaultLimits, type OutcomeRecord, type WireRecord } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { LongResults } from '../src/long-results.js'
import type { PortMessage } from '../src/port-packets.js'

function reply(id: number, body: string | Uint8Array): OutcomeRecord {
  return { kind: 'reply', id, metadata: '', codec: typeof body === 'string' ? 'j' : 'b', body }
}

function longResults(): { readonly results: LongResults; readonly sent: WireRecord[]; readonly posted: PortMessage[] } {
  const [sent, posted]: [WireRecord[], PortMessage[]] = [[], []]
  const limits = defaultLimits
  const results = new LongResults({
    limits,
    send: (record) => void sent.push(record),
    post: (message) => void posted.push(message),
  })
  return { results, sent, posted }
}

describe('the outcome of a task', () => {
  it.each([
    ['is short', new Uint8Array(1000)],
    ['is text', JSON.stringify('x'.repeat(100_000))],
  ])('leaves the usual way where its body %s', (_how, body) => {
    const { results, sent, posted } = longResults()
    results.settled(reply(1, body))
    expect([sent.length, posted.length]).toEqual([1, 0])
  })

  it('leaves by the port where its body is long, in memory of its own', () => {
    const { results, sent, posted } = longResults()
    const body = Buffer.alloc(100_000, 7)
    results.settled(reply(1, body))
    body.fill(9)
    expect(sent).toEqual([])
    const [{ packet, moved }] = posted as [PortMessage]
    const { records, violations } = decodePacket(packet.frames, defaultLimits)
    expect([records.length, violations.length]).toEqual([1, 0])
    const [{ id, body: arrived }] = records as unknown as [{ id: number; body: Uint8Array }]
    expect(id).toBe(1)
    expect(Buffer.alloc(100_000, 7).equals(arrived)).toBe(true)
    expect(moved).toEqual([arrived.buffer])
  })

  it('does not overtake what its handler said before', () => {
    const { results, sent, posted } = longResults()
    results.said({ kind: 'progress', id: 1, metadata: '', codec: 'j', body: '1' })
    results.settled(reply(1, new Uint8Array(100_000)))
    results.settled(reply(2, new Uint8Array(100_000)))
    expect(sent.map(({ kind }) => kind)).toEqual(['progress', 'reply'])
    expect(posted).toHaveLength(1)
  })
})
