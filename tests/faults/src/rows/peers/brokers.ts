/** Brokers that die or stand still, and main programs that end in the middle of their work. */
import type { BrokerEndpoints } from '@errand/broker'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { expectAllReplied, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import type { AuditedClient } from '../../scene/audited-client.js'

const codesOfLoss = ['broker-lost', 'deadline']

/** The next broker is there before its workers are. */
const codesOfStart = ['unknown-target']

const heartbeatIntervalMs = 200

/** The processes of the workers, by their answers. A broker that went on before its client did is reached again meanwhile. */
async function pidsOf(client: AuditedClient, names: readonly string[]): Promise<readonly number[]> {
  const endings = names.map((name) => client.ask(name, { act: 'pid' }, { attempts: 3 }))
  return (await Promise.all(endings)).map((ending) => Number(expectReply(ending)))
}

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
  {
    name: 'paused-with-processes',
    injects:
      'SIGSTOP for a broker that has launched two processes, SIGCONT 2 s later; then for all three, as Ctrl-Z does, where the broker goes on first',
    outcome: 'it takes none of them for lost: they serve as before',
    placements: ['process'],
    async run(scene) {
      const names = ['a', 'b']
      const directory = join(scene.folder, 'ipc')
      const input = { transport: 'ipc', directory, heartbeatIntervalMs, ...scene.workers(names) } as const
      const victim = scene.program('broker', { input })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const before = await pidsOf(client, names)
      const isAsBefore = async (when: string): Promise<void> => {
        // Longer than it takes the broker to judge.
        await delay(6 * heartbeatIntervalMs)
        const now = await pidsOf(client, names)
        expectThat(String(now) === String(before), `${when} there are ${now.join()} in place of ${before.join()}`)
      }
      victim.signal('SIGSTOP')
      // The pauses are what is injected.
      await delay(2000)
      victim.signal('SIGCONT')
      await isAsBefore('after its pause')
      for (const pid of [victim.pid, ...before]) process.kill(pid, 'SIGSTOP')
      await delay(2000)
      victim.signal('SIGCONT')
      await delay(heartbeatIntervalMs / 4)
      for (const pid of before) process.kill(pid, 'SIGCONT')
      await isAsBefore('after the pause of all')
      return 'the same processes as before'
    },
  },
]
