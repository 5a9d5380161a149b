/** Endpoints: who may bind and connect, and in which order. */
import { describe, expect, it } from 'vitest'
import { Inbox } from './inbox.js'
import type { SocketTransport } from './sockets-under-test.js'
import type { Scene } from './scene.js'

export function describeBinding(scene: Scene, { isBindExclusive }: SocketTransport): void {
  describe('endpoints', () => {
    it('tells what it is bound to', async () => {
      const endpoint = await scene.endpoint()
      expect(await scene.sockets.open('router').bind(endpoint)).toBe(endpoint)
    })

    it('carries what was sent before anybody was bound', async () => {
      const endpoint = await scene.endpoint()
      const dealer = scene.sockets.open('dealer', { routingId: 'early' })
      dealer.connect(endpoint)
      expect(['1', '2', '3'].map((text) => dealer.send([text]))).toEqual([true, true, true])
      const router = scene.sockets.open('router')
      await router.bind(endpoint)
      expect(await new Inbox(router).texts(3)).toEqual([
        ['early', '1'],
        ['early', '2'],
        ['early', '3'],
      ])
    })

    it('can be bound to several, and connected to several', async () => {
      const endpoints = [await scene.endpoint(), await scene.endpoint()]
      const pull = scene.sockets.open('pull')
      for (const endpoint of endpoints) await pull.bind(endpoint)
      const pushes = endpoints.map((endpoint) => {
        const push = scene.sockets.open('push')
        push.connect(endpoint)
        return push
      })
      pushes.forEach((push, at) => push.send([`over ${at}`]))
      const heard = await new Inbox(pull).texts(2)
      expect(heard.flat().toSorted()).toEqual(['over 0', 'over 1'])
    })

    it.runIf(isBindExclusive)('refuses an endpoint in use, naming it', async () => {
      const endpoint = await scene.endpoint()
      await scene.sockets.open('router').bind(endpoint)
      const second = scene.sockets.open('router').bind(endpoint)
      await expect(second).rejects.toMatchObject({
        code: 'endpoint-in-use',
        message: expect.stringContaining(endpoint),
      })
    })

    it('can be bound again when the socket that was is closed', async () => {
      const endpoint = await scene.endpoint()
      const first = scene.sockets.open('router')
      await first.bind(endpoint)
      first.close()
      expect(await scene.sockets.open('router').bind(endpoint)).toBe(endpoint)
    })

    it.each(['nonsense', 'inproc://', 'smoke://signals'])('refuses %j', async (endpoint) => {
      const socket = scene.sockets.open('dealer')
      expect(() => socket.connect(endpoint)).toThrow(expect.objectContaining({ code: 'invalid-endpoint' }))
      await expect(socket.bind(endpoint)).rejects.toMatchObject({ code: 'invalid-endpoint' })
    })

    it('are not for a socket that is closed', async () => {
      const endpoint = await scene.endpoint()
      const socket = scene.sockets.open('dealer')
      socket.close()
      expect(() => socket.connect(endpoint)).toThrow(expect.objectContaining({ code: 'closing' }))
      await expect(socket.bind(endpoint)).rejects.toMatchObject({ code: 'closing' })
    })
  })
}
