// A broker closes in order whatever its workers are about to do.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Broker, BrokerOptions, Placement } from '@errand/broker'
import { describe, expect, it, onTestFinished } from 'vitest'
import { brokerFor, clientFor, fixture, placed } from './topology.js'
import { watchWorkers } from './worker-watch.js'

const restart = { minDelayMs: 1, maxDelayMs: 20, crashesMax: Infinity }
const quick: BrokerOptions = { restart, hangGraceMs: 50, heartbeatIntervalMs: 50, stopGraceMs: 200 }

async function expectClosed(broker: Broker): Promise<void> {
  await Promise.all([broker.close({ drainMs: 0 }), broker.close()])
  await broker.closed
  await broker.close()
}

function markFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'errand-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'started')
}

describe.each<Placement>(['thread', 'compute', 'process'])('a broker with a worker in a %s', (placement) => {
  async function running(options: BrokerOptions, more: object = {}) {
    const broker = await brokerFor({ ...quick, ...options, ...placed(placement, ['a'], more) })
    return { broker, client: clientFor(broker), watch: watchWorkers(broker) }
  }

  it('that waits for its next start', async () => {
    const { broker, client, watch } = await running({ restart: { minDelayMs: 100_000, maxDelayMs: 100_000 } })
    await client.request('a', { act: 'exit', code: 1 }).catch(() => undefined)
    await watch.next('restarting', 'a')
    await expectClosed(broker)
  })

  it('that is barred', async () => {
    const { broker, client, watch } = await running({ restart: { ...restart, crashesMax: 1, cooldownMs: 100_000 } })
    await client.request('a', { act: 'exit', code: 1 }).catch(() => undefined)
    await watch.next('barred', 'a')
    await expectClosed(broker)
  })

  it('that starts again', async () => {
    const { broker, client, watch } = await running({})
    const exiting = client.request('a', { act: 'exit', code: 1 }).catch(() => undefined)
    const behind = client.request('a', { act: 'echo', value: 1 }, { attempts: 2 }).catch((error: unknown) => error)
    await exiting
    await watch.next('restarting', 'a')
    await expectClosed(broker)
    expect(await behind).toMatchObject({ code: 'closed' })
  })

  it('that is to be replaced, and has something to end', async () => {
    const { broker, client, watch } = await running({}, { recycle: { afterTasks: 1 } })
    const waiting = client.request('a', { act: 'wait' }).catch((error: unknown) => error)
    await watch.next('recycling', 'a')
    await expectClosed(broker)
    expect(await waiting).toMatchObject({ code: 'closed' })
  })

  it('that is hung', async () => {
    const { broker, client, watch } = await running({})
    const spinning = client.request('a', { act: 'spin' }, { deadlineMs: 50 }).catch((error: unknown) => error)
    expect(await spinning).toMatchObject({ code: 'deadline' })
    await expectClosed(broker)
    expect(await watch.next('ended', 'a')).toBeDefined()
  })

  it('that cannot start a second time, which counts as ends do', async () => {
    const module = fixture('starts-once.mjs')
    const rests = { ...restart, crashesMax: 3, cooldownMs: 100_000 }
    const { broker, client, watch } = await running({ restart: rests }, { module, data: { mark: markFile() } })
    await client.request('a', { act: 'exit', code: 1 }).catch(() => undefined)
    const { message } = await watch.next('barred', 'a')
    expect(message).toContain('this module loads only once')
    const kinds = watch.events.map((event) => (event.kind === 'ended' ? event.reason.kind : event.kind))
    expect(kinds).toEqual(['exited', 'restarting', 'start-failed', 'restarting', 'start-failed', 'barred'])
    await expectClosed(broker)
  })
})
