/** Brokers that die or stand still, and main programs that end in the middle of their work. */
import type { BrokerEndpoints } from '@errand/broker'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { expectAllReplied, expectOnly } from '../../expectations.js'
import type { Row } from '../../row.js'

const codesOfLoss = ['broker-lost', 'deadline']

/** The next broker is there before its workers are. */
const codesOfStart = ['unknown-target']

export const brokerRows: readonly Row[] = [
  {
    name: 'broker-killed',
    injects: 'SIGKILL for a broker process under load; another is started in its place',
    outcome:
      'what was under way ends with `broker-lost` at once, or is sent again where it has attempts left; the next broker serves the clients of the one before',
    async run(scene) {
      const input = { transport: 'ipc', directory: join(scene.folder, 'ipc'), ...scene.workers(['a', 'b']) } as const
      const victim = scene.program('broker', { input, isVictim: true })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const options = { requests: Infinity, inFlight: 20, deadlineMs: 10_000 }
      const once = client.load({ ...options, targets: ['a'] })
      const again = client.load({ ...options, targets: ['b'], attempts: 3 })
      await Promise.all([once.reached(scene.random.integer(1, 300)), again.reached(1)])
      await victim.kill()
      await scene.program('broker', { input }).heard('started')
      await Promise.all([once.further(100), again.further(100)])
      expectOnly(await once.stop(), [...codesOfLoss, ...codesOfStart])
      expectOnly(await again.stop(), codesOfStart)
      const afterwards = await client.load({ targets: ['a', 'b'], requests: 100, inFlight: 10 }).ended
      expectAllReplied(afterwards)
      return `once ${String(once.tally)}; with attempts ${String(again.tally)}; afterwards ${String(afterwards)}`
    },
  },
  {
    name: 'broker-stopped',
    injects: 'SIGSTOP for a broker process under load, SIGCONT 5 s later',
    outcome:
      'within three heartbeats clients take it for gone: requests end with `broker-lost`, or are sent again where they have attempts left, and are answered',
    async run(scene) {
      const input = { transport: 'ipc', directory: join(scene.folder, 'ipc'), ...scene.workers(['a', 'b']) } as const
      const victim = scene.program('broker', { input })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const again = client.load({ targets: ['a'], requests: 300, inFlight: 20, attempts: 3 })
      const once = client.load({ targets: ['b'], requests: 300, inFlight: 20 })
      await again.reached(scene.random.integer(1, 100))
      victim.signal('SIGSTOP')
      // The pause is what is injected.
      await delay(5000)
      victim.signal('SIGCONT')
      expectOnly(await once.ended, ['broker-lost'])
      expectAllReplied(await again.ended)
      return `once ${String(once.tally)}; with attempts ${String(again.tally)}`
    },
  },
]
