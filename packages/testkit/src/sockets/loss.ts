/** A connection that ends under a DEALER: what it is told, and how another one takes its place under the same id. */
import { describe, expect, it } from 'vitest'
import { type Scene, boundRouter, connectedDealer } from './scene.js'
import { Inbox, until } from './inbox.js'
import type { SocketTransport, SocketUnderTest } from './sockets-under-test.js'

const hiccupMessage = 'the connection has ended'
/** No test waits for the next try to connect. */
const prompt = { reconnectIntervalMs: 1 }

/** Answers each message with itself. */
async function echoAt(scene: Scene, endpoint: string): Promise<SocketUnderTest> {
  const router = scene.sockets.open('router')
  await router.bind(endpoint)
  router.listen((frames) => router.send(frames))
  return router
}

export function describeLoss(scene: Scene, { hearsHiccups }: SocketTransport): void {
  describe('a DEALER whose ROUTER closes', () => {
    it.runIf(hearsHiccups)('hears a message of its own choice, once, behind the last answer', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const dealer = connectedDealer(scene, endpoint, { hiccupMessage })
      const heard = new Inbox(dealer)
      router.listen(([id]) => {
        for (let count = 0; count < 10; count++) router.send([id as Uint8Array, String(count)])
        router.close()
      })
      dealer.send(['answer, and go'])
      const answers = Array.from({ length: 10 }, (_, count) => [String(count)])
      expect(await heard.texts(11)).toEqual([...answers, [hiccupMessage]])
    })

    it.runIf(!hearsHiccups)('is not told', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const elsewhere = await scene.endpoint()
      await echoAt(scene, elsewhere)
      const dealer = connectedDealer(scene, endpoint, { hiccupMessage })
      const heard = new Inbox(dealer)
      const requests = new Inbox(router)
      dealer.send(['here'])
      await requests.texts(1)
      router.close()
      const other = connectedDealer(scene, elsewhere, { hiccupMessage })
      other.send(['by now all is there'])
      await new Inbox(other).texts(1)
      expect(heard.messages).toEqual([])
    })

    it.runIf(hearsHiccups)('hears nothing where it chose no message', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const [silent, told] = [{}, { hiccupMessage }].map((options) => connectedDealer(scene, endpoint, options))
      const heard = [silent, told].map((dealer) => new Inbox(dealer as SocketUnderTest))
      const requests = new Inbox(router)
      silent?.send(['here'])
      told?.send(['here'])
      await requests.texts(2)
      router.close()
      await heard[1]?.texts(1)
      expect(heard[0]?.messages).toEqual([])
    })

    it.runIf(hearsHiccups)('can be followed by another one of the same id, as soon as somebody is there', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const first = connectedDealer(scene, endpoint, { routingId: 'client', hiccupMessage, lingerMs: 0 })
      const heard = new Inbox(first)
      router.listen(() => router.close())
      first.send(['close'])
      await heard.texts(1)
      first.close()
      const second = connectedDealer(scene, endpoint, { ...prompt, routingId: 'client', hiccupMessage })
      const answers = new Inbox(second)
      second.send(['again'])
      const next = await echoAt(scene, endpoint)
      expect(await answers.texts(1)).toEqual([['again']])
      next.close()
      expect((await answers.texts(2))[1]).toEqual([hiccupMessage])
    })
  })

  describe('a DEALER', () => {
    it('is told nothing before it has a connection', async () => {
      const endpoint = await scene.endpoint()
      const dealer = connectedDealer(scene, endpoint, { ...prompt, hiccupMessage })
      dealer.send(['early'])
      const heard = new Inbox(dealer)
      await echoAt(scene, endpoint)
      expect(await heard.texts(1)).toEqual([['early']])
    })

    it('is told nothing by those that connect to it', async () => {
      const endpoint = await scene.endpoint()
      const bound = scene.sockets.open('dealer', { hiccupMessage })
      await bound.bind(endpoint)
      const heard = new Inbox(bound)
      const [brief, stays] = [1, 2].map(() => connectedDealer(scene, endpoint))
      brief?.send(['brief'])
      await heard.texts(1)
      brief?.close()
      await until(() => stays?.send(['still here']) === true)
      expect(await heard.texts(2)).toEqual([['brief'], ['still here']])
    })
  })
}
