/** Messages that a socket does not take now wait in order until it does. */
import * as fc from 'fast-check'
import type { OutgoingFrame } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SendQueue, sendQueue } from '../src/send-queue.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A socket with room for so many messages. */
class Room {
  readonly sent: string[] = []
  left = Infinity

  readonly take = (frames: OutgoingFrame[]): boolean => {
    if (this.left <= 0) return false
    this.left--
    this.sent.push(frames.join('|'))
    return true
  }
}

function heldBehindFullSocket(messages: OutgoingFrame[][]): { room: Room; queue: SendQueue } {
  const room = new Room()
  room.left = 0
  const queue = sendQueue(room.take)
  for (const frames of messages) queue.send(frames)
  return { room, queue }
}

describe('a send queue', () => {
  it('hands a message on at once while there is room', () => {
    const room = new Room()
    const queue = sendQueue(room.take)
    queue.send(['a', 'b'])
    expect(room.sent).toEqual(['a|b'])
    expect(queue.heldBytes).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('holds what finds no room, and all behind it, until there is room for each', () => {
    const { room, queue } = heldBehindFullSocket([['1'], ['2'], ['3']])
    room.left = 2
    queue.send(['4'])
    expect(room.sent).toEqual([])
    vi.advanceTimersByTime(100)
    expect(room.sent).toEqual(['1', '2'])
    room.left = Infinity
    vi.advanceTimersByTime(100)
    expect(room.sent).toEqual(['1', '2', '3', '4'])
  })

  it('knows the bytes that it holds', () => {
    const { room, queue } = heldBehindFullSocket([['abc', new Uint8Array(10)], ['de']])
    expect(queue.heldBytes).toBe(15)
    room.left = 1
    vi.advanceTimersByTime(100)
    expect(queue.heldBytes).toBe(2)
    room.left = 1
    vi.advanceTimersByTime(100)
    expect(queue.heldBytes).toBe(0)
  })

  it('tries no more once all is sent', () => {
    const { room } = heldBehindFullSocket([['1']])
    room.left = 1
    vi.advanceTimersByTime(100)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps messages that come back in front, in the order in which they come back', () => {
    const room = new Room()
    const queue = sendQueue(room.take)
    for (const text of ['1', '2', '3']) queue.send([text])
    room.sent.length = 0
    for (const text of ['1', '2', '3']) queue.holdAgain([text])
    queue.send(['4'])
    vi.advanceTimersByTime(100)
    expect(room.sent).toEqual(['1', '2', '3', '4'])
  })

  it('keeps that order however often they come back', () => {
    const room = new Room()
    const queue = sendQueue(room.take)
    for (const text of ['1', '2', '3']) queue.holdAgain([text])
    for (let round = 0; round < 3; round++) {
      vi.advanceTimersByTime(100)
      for (const text of room.sent.splice(0)) queue.holdAgain([text])
    }
    vi.advanceTimersByTime(100)
    expect(room.sent).toEqual(['1', '2', '3'])
  })

  it('forgets what it holds when it is cleared', () => {
    const { room, queue } = heldBehindFullSocket([['1'], ['2']])
    queue.clear()
    expect(queue.heldBytes).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    room.left = Infinity
    queue.send(['3'])
    expect(room.sent).toEqual(['3'])
  })

  it('loses and swaps nothing, whenever there is room', () => {
    const step = fc.oneof(
      fc.record({ sends: fc.nat({ max: 5 }) }),
      fc.record({ room: fc.nat({ max: 5 }) }),
      fc.record({ waitsMs: fc.nat({ max: 20 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const { room, queue } = heldBehindFullSocket([])
        let count = 0
        for (const { sends = 0, waitsMs = 0, ...change } of steps as {
          sends?: number
          room?: number
          waitsMs?: number
        }[]) {
          for (let sent = 0; sent < sends; sent++) queue.send([String(count++)])
          if (change.room !== undefined) room.left = change.room
          vi.advanceTimersByTime(waitsMs)
        }
        room.left = Infinity
        vi.advanceTimersByTime(100)
        expect(room.sent).toEqual(Array.from({ length: count }, (_, at) => String(at)))
        expect(queue.heldBytes).toBe(0)
      }),
    )
  })
})
