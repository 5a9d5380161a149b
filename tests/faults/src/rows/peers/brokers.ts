/** Brokers that die or stand still, and main programs that end in the middle of their work. */
import type { BrokerEndpoints } from '@errand/broker'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { expectAllReplied, expectOnly } from '../../expectations.js'
import type { Row } from '../../row.js'

const codesOfLoss = ['deadline', 'broker-lost']

export const brokerRows: readonly Row[] = [
  {
    name: 'broker-killed',
    injects: 'SIGKILL for a broker process under load; another is started in its place',
    outcome: 'what was asked ends within its deadline; the next broker serves clients of the one before',
    async run(scene) {
      const input = { transport: 'ipc', directory: join(scene.folder, 'ipc'), ...scene.workers(['a', 'b']) } as const
      const victim = scene.program('broker', { input, isVictim: true })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const load = client.load({ targets: ['a', 'b'], requests: 1000, inFlight: 50, deadlineMs: 1000 })
      await load.reached(scene.random.integer(1, 300))
      await victim.kill()
      const next = scene.program('broker', { input })
      await next.heard('started')
      expectOnly(await load.ended, codesOfLoss)
      const afterwards = await client.load({ targets: ['a', 'b'], requests: 100, inFlight: 10 }).ended
      expectAllReplied(afterwards)
      return `${String(load.tally)}; afterwards ${String(afterwards)}`
    },
  },
  {
    name: 'broker-stopped',
    injects: 'SIGSTOP for a broker process under load, SIGCONT 5 s later',
    outcome: 'requests end within their deadlines; those that have longer are answered',
    async run(scene) {
      const input = { transport: 'ipc', directory: join(scene.folder, 'ipc'), ...scene.workers(['a', 'b']) } as const
      const victim = scene.program('broker', { input })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const patient = client.load({ targets: ['a'], requests: 300, inFlight: 20 })
      const hasty = client.load({ targets: ['b'], requests: 100, inFlight: 20, deadlineMs: 1000 })
      await patient.reached(scene.random.integer(1, 100))
      victim.signal('SIGSTOP')
      // The pause is what is injected.
      await delay(5000)
      victim.signal('SIGCONT')
      expectOnly(await hasty.ended, codesOfLoss)
      expectAllReplied(await patient.ended)
      return `with 1 s ${String(hasty.tally)}; with 30 s ${String(patient.tally)}`
    },
  },
]
