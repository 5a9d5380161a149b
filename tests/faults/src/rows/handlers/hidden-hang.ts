/** A handler that hangs behind answers of its worker that have not left yet: they leave at the end of the turn, which never ends. */
import { expectCode, expectReply, expectThat } from '../../expectations.js'
import { systemClock } from '@errand/timing'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'

const runTimeoutMs = 300

/** A tenth of the deadline. */
const foundMsMax = 3000

export const hiddenHangRows: readonly Row[] = [
  {
    name: 'hung-behind-answers',
    injects:
      'a handler runs in an endless loop in the same turn in which others have ended, whose answers have not left yet',
    outcome: 'it is found by its `runTimeoutMs`, and what it hides is done again where it has attempts left',
    placements,
    async run(scene) {
      const concurrency = scene.random.pick([1, 3])
      const broker = await scene.broker(scene.workers(['victim'], { concurrency }))
      const client = scene.client(broker)
      expectReply(await client.ask('victim', { act: 'echo' }))
      const sentAt = systemClock.now()
      // All of this leaves in one packet, and is taken up in one turn.
      const before = Array.from({ length: 5 }, () => client.ask('victim', { act: 'echo' }, { attempts: 3 }))
      const hung = client.ask('victim', { act: 'spins' }, { runTimeoutMs })
      expectCode(await hung, 'run-timeout')
      const ms = Math.round(systemClock.now() - sentAt)
      expectThat(ms < foundMsMax, `it was found after ${ms} ms`)
      for (const ending of await Promise.all(before)) expectReply(ending)
      return 'run-timeout; the others replied'
    },
  },
  {
    name: 'hung-after-lending',
    injects: 'a handler asks its own service, whose only slot it has and lends, and then runs in an endless loop',
    outcome: 'it is found by its `runTimeoutMs`, though what ran in its slot started after it',
    placements,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['victim'], { services: ['own'] }))
      const client = scene.client(broker)
      expectReply(await client.ask('victim', { act: 'echo' }))
      const sentAt = systemClock.now()
      const hung = { act: 'nests', target: 'own', next: { act: 'spins' } } as const
      expectCode(await client.ask('victim', hung, { runTimeoutMs }), 'run-timeout')
      expectReply(await client.ask('victim', { act: 'echo' }, { attempts: 3 }))
      const ms = Math.round(systemClock.now() - sentAt)
      expectThat(ms < foundMsMax, `it was found after ${ms} ms`)
      return 'run-timeout; what came afterwards replied'
    },
  },
  {
    name: 'stuck-answers',
    injects:
      'a handler that may take its time blocks its thread for 2 s, in the same turn in which others have ended that may not',
    outcome: 'nobody is taken to hang: all are answered, when their answers can leave',
    placements,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['victim'], { concurrency: 3 }))
      const client = scene.client(broker)
      expectReply(await client.ask('victim', { act: 'echo' }))
      const blocking = client.ask('victim', { act: 'blocksLater', ms: 2000 })
      const others = Array.from({ length: 6 }, () => client.ask('victim', { act: 'echo' }, { runTimeoutMs }))
      for (const ending of await Promise.all([blocking, ...others])) expectReply(ending)
      return 'all replied'
    },
  },
]
