/** Queues that are full: by number, and by bytes. */
import { expectCode, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'

export const queueRows: readonly Row[] = [
  {
    name: 'queue-full',
    injects: '2,000 requests at once, where 100 may wait for a target',
    outcome: 'what is over the limit ends with `overloaded` at once, and has not run; what was accepted is answered',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ queuedPerTargetMax: 100, ...scene.workers(['a'], { slots: 10 }) })
      const client = scene.client(broker)
      const { ended } = client.load({ targets: ['a'], requests: 2000, inFlight: 2000 })
      const tally = await ended
      expectOnly(tally, ['overloaded'])
      expectThat(tally.failed.size === 1 && tally.replied >= 100, String(tally))
      expectReply(await client.ask('a', { act: 'echo' }))
      return String(tally)
    },
  },
  {
    name: 'bytes-full',
    injects: 'requests of 64 KiB, where 1 MiB may wait',
    outcome: 'what is over the limit ends with `overloaded` at once; small ones are taken as soon as there is room',
    placements,
    async run(scene) {
      const broker = await scene.broker({ queuedBytesMax: 2 ** 20, ...scene.workers(['a'], { slots: 1 }) })
      const client = scene.client(broker)
      const value = 'x'.repeat(64 * 1024)
      const blocker = client.ask('a', { act: 'sleeps', ms: 200 })
      const large = client.load({ targets: ['a'], requests: 50, inFlight: 50, act: () => ({ act: 'echo', value }) })
      const tally = await large.ended
      expectOnly(tally, ['overloaded'])
      expectThat(tally.failed.size === 1 && tally.replied >= 10, String(tally))
      expectReply(await blocker)
      expectReply(await client.ask('a', { act: 'echo' }))
      return String(tally)
    },
  },
  {
    name: 'body-too-large',
    injects: 'a request with a body over `bodyBytesMax`',
    outcome: '`too-large`, and it has not run',
    async run(scene) {
      const limits = { bodyBytesMax: 64 * 1024 }
      const broker = await scene.broker({ limits, ...scene.workers(['a']) })
      const value = 'x'.repeat(limits.bodyBytesMax)
      const [strict, lax] = [scene.client(broker, { limits }), scene.client(broker)]
      expectCode(await strict.ask('a', { act: 'echo', value }), 'too-large')
      expectCode(await lax.ask('a', { act: 'echo', value }), 'too-large')
      return 'too-large, by the client and by the broker'
    },
  },
]
