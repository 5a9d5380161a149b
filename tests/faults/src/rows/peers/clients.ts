/** Clients that die, and that ask without taking the answers. */
import { expectAllReplied, expectThat } from '../../expectations.js'
import type { ClientInput } from '../../programs/client.js'
import type { NeverReadsInput } from '../../programs/never-reads.js'
import type { Row } from '../../row.js'
import { until } from '../../scene/until.js'

/** What ZeroMQ holds of a thousand answers in the socket, and what the process grows by besides. */
const keptMiBMax = 350

export const clientRows: readonly Row[] = [
  {
    name: 'client-killed',
    injects: 'SIGKILL for a client process in the middle of its requests',
    outcome: 'what it asked is taken back: dropped where it waits, aborted where it runs; others do not notice',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a', 'b']) })
      const input = {
        endpoint: broker.endpoint,
        name: scene.outsider('victim'),
        target: 'a',
        requests: 50,
        act: { act: 'waits' },
      } satisfies ClientInput
      const victim = scene.program('client', { input, isVictim: true })
      await until(async () => (await broker.stats()).open === input.requests, 10_000)
      const load = scene.client(broker).load({ targets: ['b'], requests: 300, inFlight: 10 })
      await victim.kill()
      const areGone = await until(async () => (await broker.stats()).leased <= 10 && load.tally.total > 0, 5000)
      expectThat(areGone, 'what the client asked is still in hand')
      expectAllReplied(await load.ended)
      return `${input.requests} taken back; neighbours ${String(load.tally)}`
    },
  },
  {
    name: 'client-never-reads',
    injects: 'a peer with a bare socket asks for 500 MB, and does not take the answers',
    outcome: 'what is kept for it is bounded, past `heldBytesPerClientMax` it is given up; others do not notice',
    async run(scene) {
      const workers = scene.workers(['a', 'b'])
      const broker = await scene.broker({ transport: 'ipc', heldBytesPerClientMax: 2 * 2 ** 20, ...workers })
      const before = process.memoryUsage.rss()
      const input = {
        endpoint: broker.endpoint,
        name: scene.outsider('victim'),
        target: 'a',
        requests: 5000,
        act: { act: 'bytes', length: 100_000 },
        deadlineMs: 30_000,
      } satisfies NeverReadsInput
      scene.program('never-reads', { input, isVictim: true })
      await until(async () => (await broker.stats()).accepted > 0, 10_000)
      const load = scene.client(broker).load({ targets: ['b'], requests: 3000, inFlight: 5 })
      expectAllReplied(await load.ended)
      expectThat(await until(async () => (await broker.stats()).open === 0, 20_000), 'its requests are still open')
      const keptMiB = Math.round((process.memoryUsage.rss() - before) / 2 ** 20)
      expectThat(keptMiB < keptMiBMax, `${keptMiB} MiB are kept for it`)
      return `${keptMiB} MiB kept; neighbours ${String(load.tally)}`
    },
  },
]
