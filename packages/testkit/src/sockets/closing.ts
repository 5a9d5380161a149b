/** The end of a socket: what it sent before still arrives, and nothing happens after. */
import { describe, expect, it } from 'vitest'
import { type Scene, boundRouter, connected, connectedDealer } from './scene.js'
import { Inbox, until } from './inbox.js'

export function describeClosing(scene: Scene): void {
  describe('a socket that closes', () => {
    it('lets what it was handed arrive, even if it was opened in the same turn', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const dealer = connectedDealer(scene, endpoint, { routingId: 'brief' })
      const sent = Array.from({ length: 100 }, (_, count) => String(count))
      for (const text of sent) dealer.send([text])
      dealer.close()
      const heard = await new Inbox(router).texts(sent.length)
      expect(heard.map(([, text]) => text)).toEqual(sent)
    })

    it('lets what it was handed arrive where it was bound', async () => {
      const [push, pull] = await connected(scene, { kind: 'push' }, { kind: 'pull' })
      const inbox = new Inbox(pull)
      await until(() => push.send(['0']))
      for (let count = 1; count < 100; count++) push.send([String(count)])
      push.close()
      expect((await inbox.texts(100)).flat().map(Number)).toEqual(Array.from({ length: 100 }, (_, count) => count))
    })

    it('lets a ROUTER answer and close in the same turn', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const dealer = connectedDealer(scene, endpoint)
      const answers = new Inbox(dealer)
      router.listen(([id]) => {
        for (let count = 0; count < 10; count++) router.send([id as Uint8Array, String(count)])
        router.close()
      })
      dealer.send(['answer, and go'])
      expect((await answers.texts(10)).flat().join('')).toBe('0123456789')
    })

    it('hears nothing more, even if it was closed by its own listener', async () => {
      const [pull, push] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      const [other, pushToOther] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      const heard: string[] = []
      pull.listen(([text]) => {
        heard.push(String(text))
        pull.close()
      })
      for (const text of ['one', 'two', 'three']) push.send([text])
      pushToOther.send(['by now all is there'])
      await new Inbox(other).texts(1)
      expect(heard.slice(1)).toEqual([])
    })

    it('takes no message', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const dealer = connectedDealer(scene, endpoint)
      for (const socket of [dealer, router]) {
        socket.close()
        expect(socket.send(['too', 'late'])).toBe(false)
      }
    })

    it('may be closed again', async () => {
      const [router] = await boundRouter(scene)
      router.close()
      expect(() => router.close()).not.toThrow()
    })
  })

  describe('a factory', () => {
    it('counts its open sockets, and closes them all', async () => {
      const [first] = await connected(scene, { kind: 'pull' }, { kind: 'push' })
      scene.sockets.open('pair')
      expect(scene.sockets.openSockets).toBe(3)
      first.close()
      first.close()
      expect(scene.sockets.openSockets).toBe(2)
      scene.sockets.closeAll()
      expect(scene.sockets.openSockets).toBe(0)
      scene.sockets.closeAll()
    })
  })
}
