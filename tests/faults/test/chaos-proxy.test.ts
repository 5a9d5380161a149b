// The proxy does to bytes what it is told to, and nothing else.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { ChaosProxy } from '../src/chaos-proxy/chaos-proxy.js'
import { randomFrom } from '../src/random.js'

interface Line {
  readonly proxy: ChaosProxy
  readonly client: Socket
  readonly server: Socket
}

/** A connection through a proxy. */
async function line(): Promise<Line> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const proxy = new ChaosProxy(`tcp://127.0.0.1:${(listener.address() as AddressInfo).port}`, randomFrom(1))
  const port = Number(new URL(await proxy.listen()).port)
  const client = connect(port, '127.0.0.1')
  const [server] = (await once(listener, 'connection')) as [Socket]
  for (const socket of [client, server]) socket.on('error', () => undefined)
  onTestFinished(() => {
    client.destroy()
    proxy.close()
    listener.close()
  })
  return { proxy, client, server }
}

/** Resolves when the socket is closed, in whatever way. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve))
}

/** Resolves with so many bytes, as text. */
async function heard(socket: Socket, bytes: number): Promise<string> {
  const pieces: Buffer[] = []
  while (pieces.reduce((sum, { length }) => sum + length, 0) < bytes) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('latin1')
}

it('lets everything through in fair weather, in order', async () => {
  const { client, server } = await line()
  const text = Array.from({ length: 50_000 }, (_, number) => String(number)).join(' ')
  client.write(text)
  expect(await heard(server, text.length)).toBe(text)
  server.write('and back')
  expect(await heard(client, 8)).toBe('and back')
})

it('keeps the order where pieces are late by different times, and where the link is slow', async () => {
  const { proxy, client, server } = await line()
  proxy.change({ delayMs: 1, jitterMs: 20 })
  const hearing = heard(server, 100)
  for (let digit = 0; digit < 10; digit++) {
    client.write(String(digit).repeat(10))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await hearing).toBe('0123456789'.replaceAll(/./g, '$&$&$&$&$&$&$&$&$&$&'))
  proxy.change({ delayMs: 0, jitterMs: 0, bytesPerSecond: 10_000 })
  client.write('abcdefghij'.repeat(100))
  expect(await heard(server, 1000)).toBe('abcdefghij'.repeat(100))
})

it('holds back what is cut, one way only, until it is healed', async () => {
  const { proxy, client, server } = await line()
  proxy.change({ cut: ['up'] })
  client.write('later')
  server.write('now')
  expect(await heard(client, 3)).toBe('now')
  expect(server.bytesRead).toBe(0)
  proxy.change({ cut: [] })
  expect(await heard(server, 5)).toBe('later')
})

it('does not tell of the end of a side that is cut off', async () => {
  const { proxy, client, server } = await line()
  proxy.change({ cut: ['up', 'down'] })
  const clientIsGone = closed(client)
  const serverIsGone = closed(server)
  client.destroy()
  await clientIsGone
  expect(server.destroyed).toBe(false)
  proxy.change({ cut: [] })
  await serverIsGone
})

it('flips bits', async () => {
  const { proxy, client, server } = await line()
  proxy.change({ flipsBit: 0.1 })
  const sent = 'x'.repeat(1000)
  client.write(sent)
  const came = await heard(server, sent.length)
  const wrong = came.replaceAll('x', '').length
  expect(wrong).toBeGreaterThan(20)
  expect(wrong).toBeLessThan(300)
})

it('loses connections, and refuses new ones', async () => {
  const { proxy, client, server } = await line()
  proxy.change({ losesConnection: 1 })
  client.write('x')
  await Promise.all([closed(client), closed(server)])
  proxy.change({ refuses: true })
  expect(proxy.accepted).toBe(1)
})
