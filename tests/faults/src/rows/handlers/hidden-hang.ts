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
      const broker = await scene.broker(scene.workers(['victim']))
      const client = scene.client(broker)
      expectReply(await client.ask('victim', { act: 'echo' }))
      const sentAt = systemClock.now()
      // All of this leaves in one packet, and is taken up in one turn.
      const before = Array.from({ length: 5 }, () => client.ask('victim', { act: 'echo' }, { attempts: 3 }))
      const hung = client.ask('victim', { act: 'spins' }, { runTimeoutMs })
      expectCode(await hung, 'run-timeout')
      for (const ending of await Promise.all(before)) expectReply(ending)
      const ms = Math.round(systemClock.now() - sentAt)
      expectThat(ms < foundMsMax, `it was found after ${ms} ms`)
      return 'run-timeout; the others replied'
    },
  },
]
