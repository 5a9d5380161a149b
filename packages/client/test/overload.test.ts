/** A broker that takes nothing: what waits for it is bounded. */
import { describe, expect, it } from 'vitest'
import { fakeBroker } from './fake-broker.js'
import { clientScene, endpoint, errorOf } from './scene.js'

/** As much as makes a packet of its own. */
const limits = { packetChars: 1024 }
const body = 'x'.repeat(1024)
/** What a socket holds, in packets. */
const socketHolds = 1000

describe('a client whose socket is full', () => {
  it('refuses at once what would wait beyond its limit', async () => {
    const { client } = clientScene({ limits, heldBytesMax: 0 })
    const taken = Array.from({ length: socketHolds + 1 }, () => errorOf(client.request('worker.1', body)))
    expect(await errorOf(client.request('worker.1', body))).toMatchObject({
      code: 'overloaded',
      target: 'worker.1',
      mayHaveRun: false,
      message: `the broker at ${endpoint} does not take what waits here, more than 0 bytes`,
    })
    expect(client.pending).toBe(socketHolds + 1)
    client.destroy()
    expect(await Promise.all(taken)).toMatchObject(taken.map(() => ({ code: 'closed' })))
  })

  it('sends what waits, in order, and takes requests again, once the broker takes them', async () => {
    const { client, sockets } = clientScene({ limits, heldBytesMax: 0 })
    const taken = Array.from({ length: socketHolds + 1 }, () => client.request('worker.1', body))
    expect(await errorOf(client.request('worker.1', body))).toMatchObject({ code: 'overloaded' })
    const broker = await fakeBroker(sockets, endpoint)
    const requests = await broker.requests(taken.length)
    for (const { id } of requests) broker.reply(id, id)
    expect(await Promise.all(taken)).toEqual(taken.map((_, at) => at + 1))
    const again = client.request('worker.1', 'once more')
    broker.reply((await broker.next('request')).id, 'taken')
    expect(await again).toBe('taken')
  })

  it('has room for a quarter of a gibibyte if nothing else is said', async () => {
    const { client } = clientScene({ limits })
    const asked = Array.from({ length: 5 * socketHolds }, () => errorOf(client.request('worker.1', body)))
    expect(client.pending).toBe(asked.length)
    client.destroy()
    await Promise.all(asked)
  })
})
