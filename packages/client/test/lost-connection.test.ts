/** A connection that ends: here in memory, where a test can cut it; `lost-broker.test.ts` has brokers that are killed. */
import { describe, expect, it } from 'vitest'
import { fakeBroker } from './fake-broker.js'
import { jsonBroker } from './json-broker.js'
import { clientScene, endpoint, errorOf, scene, type Scene, turn, until } from './scene.js'

const ended = `the connection to the broker at ${endpoint} ended`

/** A scene in which something has come from the broker. */
async function talkingScene(...[options]: Parameters<typeof scene>): Promise<Scene> {
  const opened = await scene(options)
  const asked = opened.client.request('worker.0')
  opened.broker.reply((await opened.broker.next('request')).id, 'hello')
  await asked
  return opened
}

/** Breaks the connection, and waits until the client was told: a request that cannot be sent again ends then. */
async function lose({ client, network }: Pick<Scene, 'client' | 'network'>): Promise<void> {
  const told = errorOf(client.request('worker.0'))
  network.cut(endpoint)
  expect(await told).toMatchObject({ code: 'broker-lost' })
}

describe('a request whose connection to the broker ends', () => {
  it('ends with broker-lost, which says what happened and what to do about it', async () => {
    const { client, broker, network } = await scene()
    const asked = client.request('worker.1')
    await broker.next('request')
    network.cut(endpoint)
    expect(await errorOf(asked)).toMatchObject({
      code: 'broker-lost',
      target: 'worker.1',
      mayHaveRun: true,
      message: `${ended} before worker.1 had answered: it may have run; with attempts above 1 it would have been sent again`,
    })
    expect(client.pending).toBe(0)
  })

  it('is sent again where it may be started again: by the same peer, under the same number', async () => {
    const { client, broker, network, clock } = await scene()
    const asked = client.request('worker.1', { n: 1 }, { attempts: 2, deadlineMs: 1000 })
    const first = await broker.next('request')
    const { peer } = broker
    clock.advance(200)
    network.cut(endpoint)
    const second = await broker.next('request')
    expect(second).toMatchObject({ ...first, attempts: 1, deadlineMs: 800, body: second.body })
    expect(broker.peer).toBe(peer)
    expect(peer).toMatch(/^client#[\w-]{22}$/)
    broker.reply(second.id, 'done')
    expect(await asked).toBe('done')
  })

  it('is sent to the next broker, as soon as there is one', async () => {
    const { client, broker, sockets } = await scene()
    const asked = client.request('worker.1', {}, { attempts: 2 })
    await broker.next('request')
    broker.close()
    const next = await fakeBroker(sockets, endpoint)
    next.reply((await next.next('request')).id, 'by the next')
    expect(await asked).toBe('by the next')
  })

  it('leaves once where it was made in the turn in which the connection ended', async () => {
    const { client, broker, network } = await talkingScene()
    const lost = client.request('worker.1', {}, { attempts: 2 })
    const given = errorOf(client.request('worker.2'))
    network.cut(endpoint)
    const { id, target } = await broker.next('request')
    expect(target).toBe('worker.1')
    broker.reply(id, 'done')
    expect(await lost).toBe('done')
    expect(await given).toMatchObject({ code: 'broker-lost' })
    await client.close()
    await broker.next('goodbye')
    expect(broker.records.filter(({ kind }) => kind === 'request')).toEqual([])
  })

  it('does not take others with it that come later', async () => {
    const { client, broker, network } = await talkingScene()
    const lost = errorOf(client.request('worker.1'))
    await broker.next('request')
    network.cut(endpoint)
    await lost
    const later = client.request('worker.2')
    broker.reply((await broker.next('request')).id, 'later')
    expect(await later).toBe('later')
  })
})

describe('a deadline that ends a request', () => {
  it('says so where the connection has ended and nothing has come since', async () => {
    const { client, clock, ...others } = await talkingScene()
    const asked = errorOf(client.request('worker.1', {}, { attempts: 2, deadlineMs: 100 }))
    await lose({ client, ...others })
    clock.advance(100)
    expect(await asked).toMatchObject({
      code: 'deadline',
      mayHaveRun: true,
      message: `no answer from worker.1 within the deadline; ${ended}, and nothing has come from it since`,
    })
  })

  it('says so where nothing has ever come from the broker', async () => {
    const { client, clock } = clientScene()
    const asked = errorOf(client.request('worker.1', {}, { deadlineMs: 100 }))
    clock.advance(100)
    expect(await asked).toMatchObject({
      message: `no answer from worker.1 within the deadline; nothing has come from the broker at ${endpoint} yet`,
    })
  })

  it('says no more where the broker is there', async () => {
    const { client, broker, network, clock } = await talkingScene()
    const asked = client.request('worker.1', {}, { attempts: 2 })
    await broker.next('request')
    network.cut(endpoint)
    broker.reply((await broker.next('request')).id, 'it is back')
    await asked
    const late = errorOf(client.request('worker.1', {}, { deadlineMs: 100 }))
    clock.advance(100)
    expect(await late).toMatchObject({ message: 'no answer from worker.1 within the deadline' })
  })
})

describe('a connection that keeps breaking', () => {
  it('is made again after a pause, in which requests gather', async () => {
    const { client, broker, network, clock } = await talkingScene()
    for (let loss = 0; loss < 2; loss++) await lose({ client, network })
    const asked = [1, 2].map((n) => client.request(`worker.${n}`))
    await turn()
    expect(broker.records).toEqual([])
    clock.advance(100)
    const requests = await broker.requests(2)
    expect(requests.map(({ target }) => target)).toEqual(['worker.1', 'worker.2'])
    for (const { id } of requests) broker.reply(id, id)
    expect(await Promise.all(asked)).toEqual(requests.map(({ id }) => id))
  })

  it('uses up the attempts of a request, one for each loss', async () => {
    const { client, broker, network, clock } = await talkingScene()
    const asked = errorOf(client.request('worker.1', {}, { attempts: 3 }))
    const attempts: number[] = []
    for (let loss = 0; loss < 3; loss++) {
      attempts.push((await broker.next('request')).attempts)
      await lose({ client, network })
      clock.advance(100 * 2 ** loss)
    }
    expect(attempts).toEqual([3, 2, 1])
    expect(await asked).toMatchObject({
      code: 'broker-lost',
      message: `${ended} before worker.1 had answered, as others had before: it may have run, and has no attempts left`,
    })
  })
})

/** Two losses in a row: there is no socket until time passes. */
async function pausedScene(): Promise<Scene> {
  const opened = await talkingScene()
  for (let loss = 0; loss < 2; loss++) await lose(opened)
  expect(opened.sockets.openSockets).toBe(1)
  return opened
}

describe('closing a client without a connection', () => {
  it('leaves neither timers nor sockets, and ends what is open', async () => {
    const { client, sockets, clock } = await pausedScene()
    const asked = errorOf(client.request('worker.1', {}, { attempts: 2 }))
    client.destroy()
    client.destroy()
    await client.close()
    expect(await asked).toMatchObject({ code: 'closed' })
    expect(clock.pendingTimers).toBe(0)
    clock.advance(60_000)
    expect(sockets.openSockets).toBe(1)
  })

  it('waits for what is open, which goes on when there is one again', async () => {
    const { client, broker, clock, sockets } = await pausedScene()
    const asked = client.request('worker.1')
    const closed = client.close()
    clock.advance(100)
    broker.reply((await broker.next('request')).id, 'after all')
    expect(await asked).toBe('after all')
    await closed
    await broker.next('goodbye')
    expect(clock.pendingTimers).toBe(0)
    expect(sockets.openSockets).toBe(1)
  })

  it('that is closing already sends again what it waits for', async () => {
    const { client, broker, network } = await talkingScene()
    const asked = client.request('worker.1', {}, { attempts: 2 })
    await broker.next('request')
    const closed = client.close()
    network.cut(endpoint)
    broker.reply((await broker.next('request')).id, 'done')
    expect(await asked).toBe('done')
    await closed
  })
})

describe('a connection of the JSON profile that ends', () => {
  it('ends its requests with broker-lost, except for those that may be sent again', async () => {
    const { client, sockets, network } = clientScene({ profile: 'json' })
    const broker = await jsonBroker(sockets, endpoint)
    const given = errorOf(client.request('worker.1', { n: 1 }))
    const lost = client.request('worker.1', { n: 2 }, { attempts: 2 })
    await broker.messages(2)
    network.cut(endpoint)
    expect(await given).toMatchObject({ code: 'broker-lost', mayHaveRun: true })
    const [again] = await broker.messages(1)
    expect(again).toEqual({ n: 2, worker: 'worker.1', errandRequest: 2 })
    broker.answer({ ...again, n: 3 })
    expect(await lost).toEqual({ n: 3, worker: 'worker.1' })
  })

  it('is named by a deadline that comes before the next', async () => {
    const { client, sockets, clock, network } = clientScene({ profile: 'json' })
    const broker = await jsonBroker(sockets, endpoint)
    const asked = errorOf(client.request('worker.1', {}, { attempts: 2, deadlineMs: 100 }))
    await broker.messages(1)
    const told = errorOf(client.request('worker.1', {}))
    network.cut(endpoint)
    await told
    clock.advance(100)
    expect(await asked).toMatchObject({ message: expect.stringContaining(ended) as string })
  })
})

describe('a client whose broker is overloaded', () => {
  const overloaded = { message: 'the queue is full', retryAfterMs: 40 }

  it('passes that on, with the time after which to try again', async () => {
    const { client, broker } = await scene()
    const asked = errorOf(client.request('worker.1'))
    broker.fail((await broker.next('request')).id, 'overloaded', overloaded)
    expect(await asked).toMatchObject({ code: 'overloaded', retryAfterMs: 40, mayHaveRun: false })
  })

  it('waits for it where it was opened so', async () => {
    const { client, broker, clock } = await scene({ whenOverloaded: 'wait' })
    const asked = client.request('worker.1', { n: 1 })
    const first = await broker.next('request')
    broker.fail(first.id, 'overloaded', overloaded)
    await until(() => clock.nextTimerMs === clock.now() + 40)
    clock.advance(40)
    const second = await broker.next('request')
    expect(second.id).toBe(first.id)
    broker.reply(second.id, 'done')
    expect(await asked).toBe('done')
  })
})
