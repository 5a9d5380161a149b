/** Where a message goes that is for no peer in particular, and what happens when there is no room. */
import { describe, expect, it } from 'vitest'
import { type Scene, connected } from './scene.js'
import { Inbox, until } from './inbox.js'
import type { KindUnderTest, SocketUnderTest } from './sockets-under-test.js'

/** More than any transport holds: its high-water marks, and the system's buffers. */
const messagesMax = 100_000
const filler = Buffer.alloc(32 * 1024)

/** Sends until the socket says no. @returns how many it took */
function fill(socket: SocketUnderTest): number {
  let taken = 0
  while (taken < messagesMax && socket.send([String(taken), filler])) taken++
  return taken
}

export function describeSending(scene: Scene): void {
  describe.each<KindUnderTest>(['push', 'dealer', 'pair'])('a %s', (kind) => {
    it('takes nothing without a peer', async () => {
      const socket = scene.sockets.open(kind)
      expect(socket.send(['for nobody'])).toBe(false)
      await socket.bind(await scene.endpoint())
      expect(socket.send(['for nobody'])).toBe(false)
    })

    it('takes messages for a peer that is not there yet, up to its mark', async () => {
      const socket = scene.sockets.open(kind, { highWaterMark: 10, lingerMs: 0 })
      socket.connect(await scene.endpoint())
      expect(fill(socket)).toBe(10)
    })

    it('says no when its peer takes nothing, and yes again when it does', async () => {
      const other = kind === 'push' ? 'pull' : kind
      const mark = { highWaterMark: 10 }
      const [receiver, sender] = await connected(scene, { kind: other, options: mark }, { kind, options: mark })
      const taken = fill(sender)
      expect(taken).toBeGreaterThanOrEqual(10)
      expect(taken).toBeLessThan(messagesMax)
      const inbox = new Inbox(receiver)
      await until(() => sender.send(['again']))
      await inbox.texts(taken + 1)
      const sent = Array.from({ length: taken }, (_, count) => String(count))
      expect(inbox.messages.map(([text]) => String(text))).toEqual([...sent, 'again'])
    })

    it('takes any number where its peer has none for what it receives', async () => {
      const other = kind === 'push' ? 'pull' : kind
      const mark = { highWaterMark: 10, receiveHighWaterMark: 0 }
      const [receiver, sender] = await connected(scene, { kind: other, options: mark }, { kind, options: mark })
      // More than the system's buffers hold.
      const count = 500
      for (let sent = 0; sent < count; sent++) await until(() => sender.send([String(sent), filler]))
      expect(String((await new Inbox(receiver).texts(count)).at(-1)?.[0])).toBe(String(count - 1))
    })

    it('takes any number with a mark of 0', async () => {
      const other = kind === 'push' ? 'pull' : kind
      const mark = { highWaterMark: 0 }
      const [receiver, sender] = await connected(scene, { kind: other, options: mark }, { kind, options: mark })
      const count = 5000
      let taken = 0
      while (taken < count && sender.send([String(taken)])) taken++
      expect(taken).toBe(count)
      expect((await new Inbox(receiver).texts(count)).at(-1)).toEqual([String(count - 1)])
    })
  })

  describe.each<[KindUnderTest, KindUnderTest]>([
    ['push', 'pull'],
    ['dealer', 'dealer'],
  ])('a %s with several peers', (kind, other) => {
    it('sends to one after the other', async () => {
      const sender = scene.sockets.open(kind)
      const inboxes: Inbox[] = []
      for (let peer = 0; peer < 3; peer++) {
        const endpoint = await scene.endpoint()
        const receiver = scene.sockets.open(other)
        await receiver.bind(endpoint)
        sender.connect(endpoint)
        inboxes.push(new Inbox(receiver))
      }
      for (let sent = 0; sent < 30; sent++) sender.send([String(sent)])
      for (const inbox of inboxes) {
        const counts = (await inbox.texts(10)).map(([text]) => Number(text))
        expect(counts.map((count) => count - (counts[0] as number))).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
      }
    })
  })

  describe('a pair', () => {
    it('talks both ways', async () => {
      const [bound, connecting] = await connected(scene, { kind: 'pair' }, { kind: 'pair' })
      bound.listen((frames) => bound.send(['heard', ...frames]))
      connecting.send(['stop'])
      expect(await new Inbox(connecting).texts(1)).toEqual([['heard', 'stop']])
    })

    it('turns away whoever comes second', async () => {
      const endpoint = await scene.endpoint()
      const bound = scene.sockets.open('pair')
      await bound.bind(endpoint)
      const heard = new Inbox(bound)
      const first = scene.sockets.open('pair')
      first.connect(endpoint)
      first.send(['first'])
      await heard.texts(1)
      const second = scene.sockets.open('pair', { lingerMs: 0 })
      second.connect(endpoint)
      second.send(['second'])
      const answers = new Inbox(first)
      bound.send(['for the first'])
      expect(await answers.texts(1)).toEqual([['for the first']])
      first.send(['first again'])
      expect(await heard.texts(2)).toEqual([['first'], ['first again']])
    })
  })

  it('a pull takes nothing at all', async () => {
    const [pull] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
    expect(pull.send(['upstream'])).toBe(false)
  })
}
