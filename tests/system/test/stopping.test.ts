// Stopping: in order, under load, twice, and of workers that do not want to.
import { stopBroker } from '@errand/client'
import { describe, expect, it } from 'vitest'
import { brokerFor, clientFor, topologies, workersOn } from './topology.js'

describe.each(topologies)('over $transport, broker in its $home, $lane lane', ({ transport, home, lane }) => {
  it('ends every request of a broker that is closed under load', async () => {
    const broker = await brokerFor({ transport, ...workersOn(lane, ['a', 'b']) }, home)
    const client = clientFor(broker)
    const asked = Array.from({ length: 2000 }, (_, value) => client.request('a', { act: 'echo', value }))
    const settled = Promise.allSettled(asked)
    await asked[0]
    await Promise.all([broker.close({ drainMs: 10_000 }), broker.close()])
    const outcomes = await settled
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    // What was accepted before the close is answered; what came later was refused, or found nobody.
    expect(failed.every((error) => ['closed', 'deadline'].includes((error as { code: string }).code))).toBe(true)
    expect(outcomes.length - failed.length).toBeGreaterThan(0)
  })

  it('aborts what runs when the drain is over, and ends it with a code', async () => {
    const broker = await brokerFor({ transport, ...workersOn(lane, ['a']) }, home)
    const client = clientFor(broker)
    const waiting = Promise.allSettled([client.request('a', { act: 'wait' })])
    await client.request('nobody').catch(() => undefined)
    await broker.close({ drainMs: 0 })
    expect(await waiting).toMatchObject([{ reason: { code: 'closed' } }])
  })

  it('ends a worker that is in an endless loop', async () => {
    const broker = await brokerFor({ transport, stopGraceMs: 50, ...workersOn(lane, ['a']) }, home)
    const client = clientFor(broker)
    const spinning = Promise.allSettled([client.request('a', { act: 'spin' })])
    await client.request('nobody').catch(() => undefined)
    await broker.close({ drainMs: 0 })
    expect(await spinning).toMatchObject([{ reason: { code: 'closed' } }])
  })

  it('stops by its PAIR, and says when it has', async () => {
    const broker = await brokerFor({ transport, ...workersOn(lane, ['a']) }, home)
    const client = clientFor(broker)
    expect(await client.request('a', { act: 'echo', value: 1 })).toEqual({ value: 1, worker: 'a' })
    await client.close()
    await stopBroker(broker.endpoints.stopper)
    await broker.closed
    await broker.close()
  })
})

function lost(message: string): object {
  return { code: 'worker-lost', message: expect.stringContaining(message) as unknown }
}

describe('a worker that is lost', () => {
  it('costs its own requests a worker-lost, and the others nothing', async () => {
    const broker = await brokerFor(workersOn('push', ['a', 'b']))
    const client = clientFor(broker)
    const [exited, crashed] = await Promise.allSettled([
      client.request('a', { act: 'exit', code: 3 }),
      client.request('b', { act: 'crash' }),
    ])
    expect(exited).toMatchObject({ reason: lost('exit code 3') })
    expect(crashed).toMatchObject({ reason: lost('an uncaught error') })
  })

  it('leaves idempotent work of its service to another', async () => {
    const broker = await brokerFor(workersOn('push', ['a', 'b'], { services: ['any'] }))
    const client = clientFor(broker)
    const crash = client.request('a', { act: 'exit', code: 1 }).catch(() => undefined)
    const asked = Array.from({ length: 100 }, (_, value) =>
      client.request<{ value: number }>('any', { act: 'echo', value }, { attempts: 3 }),
    )
    const answers = await Promise.all(asked)
    await crash
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 100 }, (_, value) => value))
  })
})
