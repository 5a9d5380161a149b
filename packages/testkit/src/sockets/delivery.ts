/** Messages: what arrives, in which form, in which order and when. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Scene, boundRouter, connected, connectedDealer } from './scene.js'
import { Inbox } from './inbox.js'

export function describeDelivery(scene: Scene): void {
  describe('messages', () => {
    it('arrive with their frames, as Buffers: text as UTF-8, bytes as they are, empty ones too', async () => {
      const [pull, push] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      const long = new Uint8Array(1024 * 1024).fill(7)
      push.send(['Grüße', Uint8Array.of(0, 255, 128), '', new Uint8Array(), long])
      const inbox = new Inbox(pull)
      await inbox.texts(1)
      const [frames = []] = inbox.messages
      expect(frames.every((frame) => Buffer.isBuffer(frame))).toBe(true)
      expect(frames.slice(0, 4)).toEqual([
        Buffer.from('Grüße'),
        Buffer.of(0, 255, 128),
        Buffer.alloc(0),
        Buffer.alloc(0),
      ])
      expect(Buffer.compare(frames[4] as Uint8Array, long)).toBe(0)
    })

    it('carry a view of a longer buffer and nothing around it', async () => {
      const [pull, push] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      push.send([
        new Uint8Array(Buffer.from('0123456789').buffer.slice(0)).subarray(0, 0),
        Buffer.from('before|inside|behind').subarray(7, 13),
      ])
      expect(await new Inbox(pull).texts(1)).toEqual([['', 'inside']])
    })

    it('wait for a listener', async () => {
      const [pull, push] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      for (let count = 0; count < 10; count++) push.send([String(count)])
      await new Promise((turn) => setImmediate(turn))
      expect((await new Inbox(pull).texts(10)).flat()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    })

    it('never arrive while send is still running', async () => {
      const [pull, push] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      const inbox = new Inbox(pull)
      push.send(['first'])
      await inbox.texts(1)
      push.send(['second'])
      expect(inbox.messages).toHaveLength(1)
      await inbox.texts(2)
    })

    it('of one peer arrive in the order sent', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const inbox = new Inbox(router)
      const ids = ['a', 'b', 'c']
      const dealers = ids.map((routingId) => connectedDealer(scene, endpoint, { routingId }))
      const sent = Array.from({ length: 300 }, (_, count) => String(count))
      for (const text of sent) for (const dealer of dealers) dealer.send([text])
      const heard = await inbox.texts(ids.length * sent.length)
      for (const id of ids) expect(heard.filter(([from]) => from === id).map(([, text]) => text)).toEqual(sent)
    })

    it('can be answered by the listener that hears them', async () => {
      const [router, endpoint] = await boundRouter(scene)
      router.listen((frames) => router.send(frames))
      const dealer = connectedDealer(scene, endpoint)
      const rounds = 500
      const last = new Promise<number>((resolve) => {
        dealer.listen(([frame]) => {
          const count = Number(String(frame))
          if (count === rounds) resolve(count)
          else dealer.send([String(count + 1)])
        })
      })
      dealer.send(['1'])
      expect(await last).toBe(rounds)
    })

    it('leave timers their turn while two sockets answer each other without end', async () => {
      const [router, endpoint] = await boundRouter(scene)
      router.listen((frames) => router.send(frames))
      const dealer = connectedDealer(scene, endpoint)
      dealer.listen((frames) => dealer.send(frames))
      for (let count = 0; count < 50; count++) dealer.send(['round and round'])
      expect(await delay(1, 'the timer had its turn')).toBe('the timer had its turn')
    })
  })
}
