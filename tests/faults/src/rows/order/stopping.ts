/** Stops at bad moments: under load, of what hangs, twice, before a worker is ready, during the start. */
import { startBroker } from '@errand/broker'
import { stopBroker } from '@errand/client'
import { expectCode, expectOnly, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { placements, programUrl } from '../../scene/placements.js'

/** How requests end that a stop meets: those that were taken, and those that came too late. */
const codesOfStop = ['closed', 'deadline', 'unknown-target', 'broker-lost']

/** What loads is told as soon as it can be, which takes a busy machine seconds. Ended before, it would leave files open. */
const loadMsMax = 20_000

export const stoppingRows: readonly Row[] = [
  {
    name: 'stop-under-load',
    injects: '`close` of a broker that has 200 requests in flight',
    outcome: 'what was accepted is answered, what comes later ends with `closed`',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a', 'b']))
      const client = scene.client(broker)
      const load = client.load({ targets: ['a', 'b'], requests: 1000, inFlight: 200, deadlineMs: 2000 })
      await load.reached(scene.random.integer(1, 500))
      await broker.close()
      await load.stop()
      expectOnly(load.tally, codesOfStop)
      return String(load.tally)
    },
  },
  {
    name: 'stop-of-hung-worker',
    injects: '`close` of a broker with a worker in an endless loop',
    outcome: 'after `stopGraceMs` its thread is ended; its request ends with `closed`; the process lives',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ stopGraceMs: 200, ...scene.workers(['a']) })
      const client = scene.client(broker)
      const spinning = client.ask('a', { act: 'spins' })
      await client.ask('nobody', { act: 'echo' })
      await broker.close({ drainMs: 0 })
      expectCode(await spinning, 'closed')
      return 'closed'
    },
  },
  {
    name: 'stop-twice',
    injects: 'a broker is stopped by `close` three times and by its PAIR, all at once, and once more when it is closed',
    outcome: 'as if it were stopped once',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a', 'b']))
      const client = scene.client(broker)
      const load = client.load({ targets: ['a', 'b'], requests: 300, inFlight: 50, deadlineMs: 2000 })
      await load.reached(scene.random.integer(1, 100))
      const byPair = stopBroker(broker.endpoints.stopper)
      await Promise.all([broker.close(), broker.close({ drainMs: 0 }), byPair, broker.close()])
      await broker.close()
      await load.stop()
      expectOnly(load.tally, codesOfStop)
      return String(load.tally)
    },
  },
  {
    name: 'stop-before-ready',
    injects: 'a worker never announces itself, and `startTimeoutMs` passes',
    outcome: 'the start fails with `worker-start-failed`, and leaves nothing behind',
    async run() {
      const starting = startBroker({
        workers: [{ name: 'a', module: programUrl('never-serves') }],
        startTimeoutMs: 300,
        stopGraceMs: 100,
      })
      const error = await starting.then(
        () => undefined,
        (reason: unknown) => reason as { readonly code?: string },
      )
      expectThat(error?.code === 'worker-start-failed', `the start came to ${error?.code}`)
      return `${error?.code}`
    },
  },
  {
    name: 'stop-during-start',
    injects: 'while a broker launches eight workers, its PAIR is told to stop',
    outcome: 'start and stop both end, in either order, and nothing is left',
    isQuick: true,
    async run(scene) {
      const directory = scene.folder
      const names = Array.from({ length: 8 }, (_, index) => `w${index + 1}`)
      const starting = startBroker({
        transport: 'ipc',
        directory,
        stopGraceMs: loadMsMax,
        ...scene.workers(names),
      })
      const stopping = stopBroker(`ipc://${directory}/stopper.ipc`)
      const [started] = await Promise.allSettled([starting, stopping])
      if (started.status === 'fulfilled') await started.value.close()
      return started.status === 'fulfilled' ? 'started, then stopped' : `start failed: ${String(started.reason)}`
    },
  },
]
