/** What a ROUTER sends to one peer keeps its order though some of it is refused, and peers do not wait for each other. */
import type { OutgoingFrame } from '@errand/protocol'
import { expect, it } from 'vitest'
import { SendOrder } from '../src/zeromq/send-order.js'
import { turn } from './records.js'

function text(frames: readonly OutgoingFrame[]): string {
  return frames.map(String).join(' ')
}

/** A ROUTER with room for so many messages for each peer. */
function routerWith(room: { [peer: string]: number }): { order: SendOrder; taken: string[]; refused: string[] } {
  const taken: string[] = []
  const refused: string[] = []
  const order = new SendOrder({
    send(frames) {
      const peer = String(frames[0])
      if ((room[peer] ?? 0) <= 0) return Promise.reject(new Error('EAGAIN'))
      room[peer] = (room[peer] as number) - 1
      taken.push(text(frames))
      return Promise.resolve()
    },
    refuse(frames, error) {
      refused.push(`${text(frames)}: ${(error as Error).message}`)
      // Room that comes late must not let a later message pass.
      room[String(frames[0])] = 1
    },
  })
  return { order, taken, refused }
}

it('refuses all that was sent behind a refused message', async () => {
  const { order, taken, refused } = routerWith({ a: 2 })
  for (const count of [1, 2, 3, 4, 5]) order.add(['a', String(count)])
  await turn()
  expect(taken).toEqual(['a 1', 'a 2'])
  expect(refused).toEqual(['a 3: EAGAIN', 'a 4: EAGAIN', 'a 5: EAGAIN'])
})

it('lets no peer wait for another', async () => {
  const { order, taken, refused } = routerWith({ a: 0, b: 9 })
  for (const peer of ['a', 'b', 'b']) order.add([peer, 'x'])
  await turn()
  expect(taken).toEqual(['b x', 'b x'])
  expect(refused).toEqual(['a x: EAGAIN'])
})

it('takes a routing id as text and as bytes for the same', async () => {
  const { order, taken } = routerWith({ a: 1 })
  order.add(['a', '1'])
  order.add([Buffer.from('a'), '2'])
  expect(taken).toEqual(['a 1'])
  await turn()
  expect(taken).toEqual(['a 1'])
})

it('sends again once the refusal was told', async () => {
  const { order, taken } = routerWith({ a: 0 })
  order.add(['a', '1'])
  await turn()
  order.add(['a', '2'])
  expect(taken).toEqual(['a 2'])
})

it('sends what waits when the socket is about to close', () => {
  const { order, taken } = routerWith({ a: 9 })
  for (const count of [1, 2, 3]) order.add(['a', String(count)])
  expect(taken).toEqual(['a 1'])
  order.flush()
  expect(taken).toEqual(['a 1', 'a 2', 'a 3'])
})
