// Event loops under supervision: one that is stuck is replaced, and one whose handlers merely do not settle is not.
import { describe, expect, it } from 'vitest'
import { brokerFor, clientFor, workersOn } from './topology.js'
import { watchWorkers } from './worker-watch.js'

const restart = { minDelayMs: 1, maxDelayMs: 20, crashesMax: Infinity }
const quick = { restart, hangGraceMs: 20, heartbeatIntervalMs: 40, stopGraceMs: 500 }
const echo = { act: 'echo', value: 1 }

async function pool(loops: number) {
  const { pools = [] } = workersOn('loop', ['a', 'b'])
  const broker = await brokerFor({ ...quick, pools: pools.map((given) => ({ ...given, loops })) })
  return { broker, watch: watchWorkers(broker), client: clientFor(broker) }
}

describe('an event loop', () => {
  it('that is stuck is replaced, while the other one serves all', async () => {
    const { broker, watch, client } = await pool(2)
    const spinning = client.request('a', { act: 'spin' }, { deadlineMs: 50 }).catch((error: unknown) => error)
    expect(await spinning).toMatchObject({ code: 'deadline' })
    const { worker: stuck } = await Promise.race(['loop.1', 'loop.2'].map((loop) => watch.next('ended', loop)))
    expect(watch.events[0]).toMatchObject({ worker: stuck, placement: 'loop', reason: { kind: 'hung', target: 'a' } })
    expect(await Promise.all([client.request('a', echo), client.request('b', echo)])).toHaveLength(2)
    expect(await watch.next('started', stuck)).toMatchObject({ starts: 2 })
    const { workers } = await broker.stats()
    expect(workers).toMatchObject([
      { name: 'a', placement: 'loop', state: 'ready', starts: 3, lastEnd: { kind: 'hung' } },
      { name: 'b', placement: 'loop', state: 'ready', starts: 3, lastEnd: { kind: 'hung' } },
    ])
  })

  it('that is the only one costs its workers the time of its restart, and nothing that had not started', async () => {
    const { watch, client } = await pool(1)
    const [crashed, ...others] = await Promise.allSettled([
      client.request('a', { act: 'crash' }),
      client.request('a', echo),
      client.request('a', echo),
    ])
    expect(crashed).toMatchObject({ reason: { code: 'worker-lost' } })
    expect(others).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }])
    expect(await watch.next('ended', 'loop.1')).toMatchObject({ reason: { kind: 'threw' } })
  })

  it('whose handler does not settle goes on with its other workers, and gives up the slot', async () => {
    const { watch, client } = await pool(1)
    await expect(client.request('a', { act: 'never' }, { deadlineMs: 30 })).rejects.toMatchObject({ code: 'deadline' })
    expect(await client.request('b', echo)).toEqual({ value: 1, worker: 'b' })
    // Behind the one that does not settle: it runs when the loop has given up the slot.
    expect(await client.request('a', echo)).toEqual({ value: 1, worker: 'a' })
    expect(watch.events).toEqual([])
  })
})
