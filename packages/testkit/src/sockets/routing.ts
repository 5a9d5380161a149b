/** ROUTER and DEALER: who a message comes from, and how an answer finds its way. */
import { describe, expect, it } from 'vitest'
import { type Scene, boundRouter, connectedDealer } from './scene.js'
import { Inbox, until } from './inbox.js'
import type { Frame, Refusal, SocketTransport } from './sockets-under-test.js'

export function describeRouting(scene: Scene, { hearsDisconnects, isInProcess }: SocketTransport): void {
  describe('a ROUTER', () => {
    it('is told who a message is from, and answers by that', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const dealers = ['worker.1#k3v9', 'worker.2#k3v9'].map((routingId) =>
        connectedDealer(scene, endpoint, { routingId }),
      )
      const answers = dealers.map((dealer) => new Inbox(dealer))
      dealers.forEach((dealer, at) => dealer.send(['hello', String(at)]))
      const heard = await new Inbox(router).texts(2)
      expect(new Set(heard.map((frames) => frames.join(' ')))).toEqual(
        new Set(['worker.1#k3v9 hello 0', 'worker.2#k3v9 hello 1']),
      )
      router.send(['worker.2#k3v9', 'for 2'])
      router.send([Buffer.from('worker.1#k3v9'), 'for', '1'])
      expect(await Promise.all(answers.map((inbox) => inbox.texts(1)))).toEqual([[['for', '1']], [['for 2']]])
    })

    it('makes up an id for a peer that has none, for each another', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const requests = new Inbox(router)
      const dealers = [1, 2, 3].map(() => connectedDealer(scene, endpoint))
      const answers = dealers.map((dealer) => new Inbox(dealer))
      dealers.forEach((dealer, at) => dealer.send([String(at)]))
      await requests.texts(3)
      expect(new Set(requests.messages.map(([id]) => Buffer.from(id as Uint8Array).toString('hex'))).size).toBe(3)
      for (const [id, text] of requests.messages) router.send([id as Uint8Array, text as Uint8Array])
      expect(await Promise.all(answers.map((inbox) => inbox.texts(1)))).toEqual([[['0']], [['1']], [['2']]])
    })

    it('is told, later, what it sent to a peer that is not there', async () => {
      const [router] = await boundRouter(scene)
      const refusals: [Frame[], Refusal][] = []
      const refused = new Promise<void>((resolve) => {
        router.onRefused((frames, reason) => {
          refusals.push([frames, reason])
          resolve()
        })
      })
      const frames = ['nobody', 'hello']
      expect(router.send(frames)).toBe(true)
      expect(refusals).toEqual([])
      await refused
      expect(refusals).toEqual([[frames, 'unroutable']])
      expect(refusals[0]?.[0]).toBe(frames)
    })

    it('is told what it sent to a peer that has gone, and reaches the others', async () => {
      // Room for all that is sent before ZeroMQ knows.
      const [router, endpoint] = await boundRouter(scene, { highWaterMark: 0 })
      const requests = new Inbox(router)
      const [gone, stays] = ['gone', 'stays'].map((routingId) => connectedDealer(scene, endpoint, { routingId }))
      const answers = new Inbox(stays as NonNullable<typeof stays>)
      gone?.send(['here'])
      stays?.send(['here'])
      await requests.texts(2)
      const reasons = new Set<Refusal>()
      router.onRefused((_, reason) => reasons.add(reason))
      gone?.close()
      await until(() => router.send(['gone', 'are you there?']) && reasons.size > 0)
      expect([...reasons]).toEqual(['unroutable'])
      router.send(['stays', 'still here'])
      expect(await answers.texts(1)).toEqual([['still here']])
    })

    it('gives an id to its new holder when the former one has closed', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const requests = new Inbox(router)
      const former = connectedDealer(scene, endpoint, { routingId: 'worker.1' })
      former.send(['former'])
      await requests.texts(1)
      former.close()
      const next = connectedDealer(scene, endpoint, { routingId: 'worker.1' })
      const answers = new Inbox(next)
      next.send(['next'])
      expect((await requests.texts(2))[1]).toEqual(['worker.1', 'next'])
      router.send(['worker.1', 'welcome'])
      expect(await answers.texts(1)).toEqual([['welcome']])
    })

    // Elsewhere the first one connects anew, and takes its id back.
    it.runIf(isInProcess)('gives an id to who comes last with it', async () => {
      const [router, endpoint] = await boundRouter(scene)
      const requests = new Inbox(router)
      connectedDealer(scene, endpoint, { routingId: 'worker.1' }).send(['first'])
      await requests.texts(1)
      const second = connectedDealer(scene, endpoint, { routingId: 'worker.1' })
      const answers = new Inbox(second)
      second.send(['second'])
      await requests.texts(2)
      router.send(['worker.1', 'for the second'])
      expect(await answers.texts(1)).toEqual([['for the second']])
    })

    it('is told what was refused for want of room, and nothing overtakes it', async () => {
      const [router, endpoint] = await boundRouter(scene, { highWaterMark: 10 })
      const dealer = connectedDealer(scene, endpoint, { routingId: 'slow', highWaterMark: 10 })
      dealer.send(['here'])
      await new Inbox(router).texts(1)
      const refused: number[] = []
      const reasons = new Set<Refusal>()
      router.onRefused(([, count], reason) => {
        refused.push(Number(count))
        reasons.add(reason)
      })
      const sent = Array.from({ length: 1000 }, (_, count) => count)
      // More in all than the system holds for a connection.
      const filler = Buffer.alloc(32 * 1024)
      for (const count of sent) router.send(['slow', String(count), filler])
      await until(() => refused.at(-1) === sent.at(-1))
      expect([...reasons]).toEqual(['full'])
      const taken = sent.length - refused.length
      expect(refused).toEqual(sent.slice(taken))
      const inbox = new Inbox(dealer)
      await inbox.texts(taken)
      expect(inbox.messages.map(([count]) => Number(String(count)))).toEqual(sent.slice(0, taken))
    })

    it.runIf(hearsDisconnects)(
      'hears a message of its own choice behind the last one of a peer that is gone',
      async () => {
        const [router, endpoint] = await boundRouter(scene, { disconnectMessage: 'goodbye' })
        const dealer = connectedDealer(scene, endpoint, { routingId: 'brief' })
        dealer.send(['one'])
        dealer.send(['two'])
        dealer.close()
        expect(await new Inbox(router).texts(3)).toEqual([
          ['brief', 'one'],
          ['brief', 'two'],
          ['brief', 'goodbye'],
        ])
      },
    )

    it.runIf(hearsDisconnects && !isInProcess)(
      'ends the connection of a peer whose frame is too long, and no other',
      async () => {
        const [router, endpoint] = await boundRouter(scene, { frameBytesMax: 1000, disconnectMessage: 'cut off' })
        const requests = new Inbox(router)
        const [modest, greedy] = ['modest', 'greedy'].map((routingId) =>
          connectedDealer(scene, endpoint, { routingId }),
        )
        greedy?.send(['here'])
        modest?.send(['a'.repeat(1000)])
        await requests.texts(2)
        greedy?.send(['a'.repeat(1001)])
        expect((await requests.texts(3))[2]).toEqual(['greedy', 'cut off'])
        greedy?.close()
        modest?.send(['still here'])
        await until(() => requests.messages.some(([, text]) => String(text) === 'still here'))
      },
    )
  })
}
