/**
 * What gathering records into packets saves: a thousand records a call, so `hz` are thousands of records a second. The
 * outbox alone, into a socket that takes all; then all the way to a listener, packed or each record by itself.
 */
import { decodePacket, defaultLimits, type ReplyRecord } from '@errand/protocol'
import { afterAll, bench, describe } from 'vitest'
import type { FlushSchedule } from '../src/flush-schedule.js'
import { memorySockets } from '../src/memory/memory-sockets.js'
import type { MessageSocket, SocketFactory } from '../src/message-socket.js'
import { type PacketOutbox, packetOutbox } from '../src/packet-outbox.js'
import { zeromqSockets } from '../src/zeromq/zeromq-sockets.js'

const recordsPerCall = 1000

const bodies = {
  'JSON of 100 characters': JSON.stringify({ text: 'a'.repeat(89) }),
  'JSON of 10,000 characters': JSON.stringify({ text: 'a'.repeat(9989) }),
  '100 bytes': new Uint8Array(100),
  '10,000 bytes': new Uint8Array(10_000),
} as const

function replyWith(body: string | Uint8Array): ReplyRecord {
  return { kind: 'reply', id: 123_456, metadata: '', codec: typeof body === 'string' ? 'j' : 'b', body }
}

/** Flushed by hand, so that a call ends with its last record. */
const byHand: FlushSchedule = { add: () => undefined, hasten: () => undefined }

function outboxInto(socket: Pick<MessageSocket, 'send'>): PacketOutbox {
  return packetOutbox({
    limits: defaultLimits,
    forms: 'any',
    schedule: byHand,
    send: (frames) => socket.send(frames),
  })
}

describe.each(Object.entries(bodies))('1000 replies with %s, into packets', (_, body) => {
  const outbox = outboxInto({ send: () => true })
  const reply = replyWith(body)

  bench('gathered', () => {
    for (let sent = 0; sent < recordsPerCall; sent++) outbox.add(reply)
    outbox.flush()
  })

  bench('each by itself', () => {
    for (let sent = 0; sent < recordsPerCall; sent++) {
      outbox.add(reply)
      outbox.flush()
    }
  })
})

const factories: readonly (readonly [string, SocketFactory])[] = [
  ['sockets in memory', memorySockets()],
  ['ZeroMQ over inproc', zeromqSockets()],
]

afterAll(() => {
  for (const [, sockets] of factories) sockets.closeAll()
})

for (const [name, sockets] of factories) {
  const pull = sockets.open('pull', { highWaterMark: 0 })
  await pull.bind('inproc://outbox-bench')
  const push = sockets.open('push', { highWaterMark: 0 })
  push.connect('inproc://outbox-bench')
  const outbox = outboxInto(push)
  const reply = replyWith(bodies['JSON of 100 characters'])
  let left = 0
  let onAll: (() => void) | undefined
  pull.listen((frames) => {
    left -= decodePacket(frames, defaultLimits).records.length
    if (left === 0) onAll?.()
  })

  const arrived = (): Promise<void> => {
    left = recordsPerCall
    return new Promise((resolve) => {
      onAll = resolve
    })
  }

  describe(`1000 replies with JSON of 100 characters, over ${name}, decoded`, () => {
    bench('gathered', async () => {
      const all = arrived()
      for (let sent = 0; sent < recordsPerCall; sent++) outbox.add(reply)
      outbox.flush()
      await all
    })

    bench('each by itself', async () => {
      const all = arrived()
      for (let sent = 0; sent < recordsPerCall; sent++) {
        outbox.add(reply)
        outbox.flush()
      }
      await all
    })
  })
}
