/** Streams whose reader waits while their worker, or their broker, stands still. */
import type { BrokerEndpoints } from '@errand/broker'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expectCode, expectReply } from '../../expectations.js'
import type { Row } from '../../row.js'
import type { Program } from '../../scene/program.js'
import { wholeStream } from './whole-stream.js'

/** Stops it at one chunk, and lets it go on after a while, in which the reader takes nothing. */
function stopping(program: Program, at: number, ms: number): (at: number) => Promise<void> {
  return async (taken) => {
    if (taken !== at) return
    program.signal('SIGSTOP')
    // The pause is what is injected.
    await delay(ms)
    program.signal('SIGCONT')
  }
}

export const standstillRows: readonly Row[] = [
  {
    name: 'stream-worker-stopped',
    injects:
      'SIGSTOP for a worker process in the middle of its stream, SIGCONT 1 s later; its reader takes nothing meanwhile',
    outcome: 'the stream goes on where it was, and all of it comes',
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['other']) })
      const victim = await scene.attached(broker, 'victim')
      const client = scene.client(broker)
      const other = wholeStream(client, 'other')
      const last = scene.random.integer(1, 100)
      expectReply(await client.stream('victim', { act: 'streams', count: 200 }, stopping(victim, last, 1000)))
      return `200 of 200 chunks; ${await other}`
    },
  },
  {
    name: 'stream-broker-stopped',
    injects: 'SIGSTOP for a broker in the middle of a stream, SIGCONT 5 s later; its reader takes nothing meanwhile',
    outcome: 'it ends with `broker-lost`, after what had come before; after SIGCONT the next stream is served',
    async run(scene) {
      const input = { transport: 'ipc', directory: join(scene.folder, 'ipc'), ...scene.workers(['a']) } as const
      const victim = scene.program('broker', { input })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const last = scene.random.integer(1, 100)
      expectCode(await client.stream('a', { act: 'streams' }, stopping(victim, last, 5000)), 'broker-lost')
      expectReply(await client.ask('a', { act: 'echo' }, { attempts: 3 }))
      return `broker-lost after ${last} chunks or a few more; ${await wholeStream(client, 'a')}`
    },
  },
]
