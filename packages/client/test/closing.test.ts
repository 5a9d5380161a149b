/** The ways in which a client ends: draining, at once, and with the block that it was opened in. */
import { connect } from '@errand/client'
import { memorySockets } from '@errand/sockets'
import { describe, expect, it } from 'vitest'
import { fakeBroker } from './fake-broker.js'
import { endpoint, errorOf, scene } from './scene.js'

describe('close', () => {
  it('lets open requests end, then says goodbye and closes its socket', async () => {
    const { client, broker, sockets } = await scene()
    const asked = client.request('worker.1')
    const { id } = await broker.next('request')
    const closed = client.close()
    expect(client.pending).toBe(1)
    broker.reply(id, 'just in time')
    expect(await asked).toBe('just in time')
    await closed
    expect(await broker.next('goodbye')).toEqual({ kind: 'goodbye' })
    // The broker's is open.
    expect(sockets.openSockets).toBe(1)
  })

  it('ends at once where nothing is open', async () => {
    const { client, broker } = await scene()
    await client.close()
    expect(await broker.next('goodbye')).toEqual({ kind: 'goodbye' })
  })

  it('sends what was asked in the same turn before the goodbye', async () => {
    const { client, broker } = await scene()
    const asked = errorOf(client.request('worker.1'))
    client.destroy()
    await asked
    await broker.next('goodbye')
    expect(broker.records).toMatchObject([{ kind: 'request', target: 'worker.1' }])
  })

  it('refuses new requests from then on', async () => {
    const { client, broker } = await scene()
    const open = client.request('worker.1')
    const { id } = await broker.next('request')
    const closed = client.close()
    const refused = { code: 'closed', target: 'worker.2', mayHaveRun: false, message: 'the client was closed' }
    expect(await errorOf(client.request('worker.2'))).toMatchObject(refused)
    broker.reply(id, 'done')
    await Promise.all([open, closed])
    expect(await errorOf(client.request('worker.2'))).toMatchObject(refused)
  })

  it('is joined by late callers, during and after', async () => {
    const { client, broker } = await scene()
    const open = client.request('worker.1')
    const { id } = await broker.next('request')
    const first = client.close()
    // Its own time to drain comes too late to count.
    const second = client.close({ drainMs: 0 })
    broker.reply(id, 'done')
    expect(await open).toBe('done')
    await Promise.all([first, second])
    await client.close()
    client.destroy()
    await broker.next('goodbye')
    expect(broker.records).toEqual([])
  })

  it('ends what is still open after drainMs', async () => {
    const { client, broker } = await scene()
    const asked = errorOf(client.request('worker.1'))
    await broker.next('request')
    await client.close({ drainMs: 0 })
    expect(await asked).toMatchObject({ code: 'closed', target: 'worker.1', mayHaveRun: true })
    expect(client.pending).toBe(0)
    await broker.next('goodbye')
  })

  it('waits no longer where the last request ends by its deadline', async () => {
    const { client, clock } = await scene()
    const asked = errorOf(client.request('worker.1', {}, { deadlineMs: 100 }))
    const closed = client.close()
    clock.advance(100)
    expect(await asked).toMatchObject({ code: 'deadline' })
    await closed
  })

  it('waits no longer where the client is destroyed', async () => {
    const { client } = await scene()
    const asked = errorOf(client.request('worker.1'))
    const closed = client.close()
    client.destroy()
    expect(await asked).toMatchObject({ code: 'closed' })
    await closed
  })
})

const drainRule = 'allowed is a number from 0 to 2147483647'

describe('a drainMs that is not allowed', () => {
  // No timer can wait for longer than 2,147,483,647 ms: it would fire at once, and end what is open.
  it.each([
    [-1, 'drainMs is -1'],
    [Number.NaN, 'drainMs is NaN'],
    [Number.POSITIVE_INFINITY, 'drainMs is Infinity'],
    [2_147_483_648, 'drainMs is 2147483648'],
    ['5', 'drainMs is "5"'],
    [null, 'drainMs is null'],
  ])('is named with its value, and closes nothing: %o', async (drainMs, named) => {
    const { client, broker } = await scene()
    expect(() => client.close({ drainMs: drainMs as number })).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: `${named}; ${drainRule}` }),
    )
    const asked = client.request('worker.1')
    broker.reply((await broker.next('request')).id, 'still open')
    expect(await asked).toBe('still open')
  })

  it('is not the longest that there is', async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const closed = client.close({ drainMs: 2_147_483_647 })
    broker.reply((await broker.next('request')).id, 'done')
    expect(await asked).toBe('done')
    await closed
  })
})

describe('destroy', () => {
  it('ends all that is open at once, says goodbye and closes its socket', async () => {
    const { client, broker, sockets } = await scene()
    const all = [1, 2, 3].map((n) => errorOf(client.request(`worker.${n}`)))
    await broker.requests(3)
    client.destroy()
    expect(client.pending).toBe(0)
    expect(sockets.openSockets).toBe(1)
    expect(await Promise.all(all)).toMatchObject([1, 2, 3].map((n) => ({ code: 'closed', target: `worker.${n}` })))
    await broker.next('goodbye')
  })

  it('is the same twice', async () => {
    const { client, broker } = await scene()
    client.destroy()
    client.destroy()
    await broker.next('goodbye')
    expect(broker.records).toEqual([])
    expect(await errorOf(client.request('worker.1'))).toMatchObject({ code: 'closed', mayHaveRun: false })
  })

  it('leaves no timer behind', async () => {
    const { client, clock } = await scene()
    const asked = errorOf(client.request('worker.1'))
    client.destroy()
    await asked
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('the end of a block', () => {
  it('closes the client that was opened in it', async () => {
    const sockets = memorySockets()
    const broker = await fakeBroker(sockets, endpoint)
    let asked: Promise<unknown>
    {
      await using client = connect({ endpoint, sockets })
      asked = client.request('worker.1')
      broker.reply((await broker.next('request')).id, 'done')
    }
    expect(await asked).toBe('done')
    await broker.next('goodbye')
    sockets.closeAll()
  })
})
