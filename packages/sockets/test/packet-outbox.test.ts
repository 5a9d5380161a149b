/** Records gather into packets while the event loop is busy, and leave together. */
import { defaultLimits, type FrameForms, type OutgoingFrame, type ProtocolLimits } from '@errand/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushSchedule } from '../src/flush-schedule.js'
import { type PacketOutbox, packetOutbox } from '../src/packet-outbox.js'
import { credit, slotsIn, turn, upTo } from './records.js'

afterEach(() => void vi.useRealTimers())

interface Given {
  readonly limits?: Partial<ProtocolLimits>
  readonly forms?: FrameForms
}

/** An outbox, and what its socket took; `hasRoom` is the socket's answer. */
function outboxWith({ limits = {}, forms = 'any' }: Given = {}): {
  outbox: PacketOutbox
  sent: OutgoingFrame[][]
  socket: { hasRoom: boolean }
} {
  const sent: OutgoingFrame[][] = []
  const socket = { hasRoom: true }
  const outbox = packetOutbox({
    limits: { ...defaultLimits, ...limits },
    forms,
    schedule: flushSchedule(),
    send(frames) {
      if (socket.hasRoom) sent.push(frames)
      return socket.hasRoom
    },
  })
  return { outbox, sent, socket }
}

describe('an outbox', () => {
  it('sends the records of a turn as one packet, at the end of the turn', async () => {
    const { outbox, sent } = outboxWith()
    for (const slots of upTo(3)) outbox.add(credit(slots))
    await Promise.resolve()
    expect(sent).toEqual([])
    expect(outbox.isEmpty).toBe(false)
    await turn()
    expect(sent.map(slotsIn)).toEqual([[0, 1, 2]])
    expect(outbox.isEmpty).toBe(true)
  })

  it('sends those of the next turn as the next packet', async () => {
    const { outbox, sent } = outboxWith()
    outbox.add(credit(1))
    await turn()
    outbox.add(credit(2))
    outbox.add(credit(3))
    await turn()
    expect(sent.map(slotsIn)).toEqual([[1], [2, 3]])
  })

  it('sends a packet as soon as it is long enough', async () => {
    const { outbox, sent } = outboxWith({ limits: { packetChars: 1024 } })
    const slots = upTo(1000)
    for (const count of slots) outbox.add(credit(count))
    expect(sent.length).toBeGreaterThan(5)
    for (const [text] of sent) expect(text?.length).toBeLessThan(1100)
    await turn()
    expect(sent.flatMap(slotsIn)).toEqual(slots)
  })

  it('sends at once when it is flushed, and nothing twice', async () => {
    const { outbox, sent } = outboxWith()
    outbox.add(credit(1))
    outbox.flush()
    expect(sent.map(slotsIn)).toEqual([[1]])
    outbox.flush()
    await turn()
    expect(sent).toHaveLength(1)
  })

  it('holds packets in order while the socket has no room, and knows their bytes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { outbox, sent, socket } = outboxWith()
    socket.hasRoom = false
    for (const slots of [1, 2]) {
      outbox.add(credit(slots))
      await turn()
    }
    socket.hasRoom = true
    outbox.add(credit(3))
    await turn()
    expect(sent).toEqual([])
    expect(outbox.isEmpty).toBe(false)
    const bytes = outbox.heldBytes
    vi.advanceTimersByTime(100)
    expect(sent.map(slotsIn)).toEqual([[1], [2], [3]])
    expect(bytes).toBe(sent.flat().reduce((sum, frame) => sum + frame.length, 0))
    expect(outbox.heldBytes).toBe(0)
    expect(outbox.isEmpty).toBe(true)
  })

  it('sends packets that a ROUTER refused before those that came later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { outbox, sent } = outboxWith()
    for (const slots of [1, 2]) {
      outbox.add(credit(slots))
      outbox.flush()
    }
    for (const frames of sent.splice(0)) outbox.holdAgain(frames)
    expect(outbox.heldBytes).toBeGreaterThan(0)
    outbox.add(credit(3))
    await turn()
    vi.advanceTimersByTime(100)
    expect(sent.map(slotsIn)).toEqual([[1], [2], [3]])
  })

  it('lets a long body travel as the very bytes that it was given', async () => {
    const { outbox, sent } = outboxWith()
    const body = new Uint8Array(100_000)
    outbox.add({ kind: 'reply', id: 1, metadata: '', codec: 'b', body })
    await turn()
    expect(sent[0]?.[1]).toBe(body)
  })

  it('sends nothing but strings where the thread may be ended', async () => {
    const { outbox, sent } = outboxWith({ forms: 'strings' })
    outbox.add({ kind: 'reply', id: 1, metadata: '', codec: 'b', body: new Uint8Array(100_000) })
    outbox.add({ kind: 'reply', id: 2, metadata: '', codec: 'j', body: Buffer.from(`"${'ä'.repeat(50_000)}"`) })
    await turn()
    expect(sent.flat().map((frame) => typeof frame)).toEqual(['string', 'string', 'string'])
  })

  it('forgets what was gathered and what was held when it is cleared', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { outbox, sent, socket } = outboxWith()
    socket.hasRoom = false
    outbox.add(credit(1))
    outbox.flush()
    outbox.add(credit(2))
    outbox.clear()
    expect(outbox.isEmpty).toBe(true)
    expect(outbox.heldBytes).toBe(0)
    socket.hasRoom = true
    await turn()
    vi.advanceTimersByTime(100)
    expect(sent).toEqual([])
  })
})
