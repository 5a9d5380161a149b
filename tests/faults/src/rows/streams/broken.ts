/** Streams whose handler, worker or broker does not come to their end. */
import type { BrokerEndpoints } from '@errand/broker'
import { join } from 'node:path'
import { expectCode, expectReply, expectThat } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import type { Scene } from '../../scene/scene.js'
import { wholeStream } from './whole-stream.js'

/** Where it is not the handler that ends it, its reader has had so many when it happens. */
function somewhere(scene: Scene): number {
  return scene.random.integer(1, 100)
}

async function breakFromInside(scene: Scene, body: Act, code: string): Promise<string> {
  const broker = await scene.broker(scene.workers(['victim', 'other']))
  const client = scene.client(broker)
  const other = wholeStream(client, 'other')
  const count = somewhere(scene)
  let taken = 0
  const act: Act = { act: 'streams', count, body }
  expectCode(await client.stream('victim', act, (at) => (taken = at), { attempts: 3 }), code)
  expectThat(taken <= count, `${taken} of ${count} chunks came`)
  expectReply(await client.ask('victim', { act: 'echo' }, { attempts: 2 }))
  return `${code} after ${taken} of ${count} chunks; ${await other}`
}

export const brokenStreamRows: readonly Row[] = [
  {
    name: 'stream-throws',
    injects: 'a handler throws in the middle of its stream',
    outcome: 'its reader has the chunks that were sent, and then `handler-failed`; the worker goes on',
    placements,
    isQuick: true,
    run: (scene) => breakFromInside(scene, { act: 'throws' }, 'handler-failed'),
  },
  {
    name: 'stream-exits',
    injects: 'a handler calls `process.exit` in the middle of its stream, which may be started three times',
    outcome:
      'once a chunk has come, it is not begun anew, and ends with `worker-lost`; before, it is started again; so is the worker',
    placements: ['thread', 'compute', 'process'],
    isQuick: true,
    run: (scene) => breakFromInside(scene, { act: 'exits' }, 'worker-lost'),
  },
  {
    name: 'stream-worker-killed',
    injects: 'SIGKILL for a worker process in the middle of its stream, which may be started three times',
    outcome: 'it ends with `worker-lost`, at once, and is not begun anew',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['other']) })
      const victim = await scene.attached(broker, 'victim', { isVictim: true })
      const client = scene.client(broker)
      const other = wholeStream(client, 'other')
      const last = somewhere(scene)
      const kill = (at: number): unknown => at === last && victim.kill()
      expectCode(await client.stream('victim', { act: 'streams' }, kill, { attempts: 3 }), 'worker-lost')
      return `worker-lost after ${last} chunks; ${await other}`
    },
  },
  {
    name: 'stream-broker-killed',
    injects:
      'SIGKILL for a broker in the middle of a stream, which may be started three times; another takes its place',
    outcome:
      'it ends with `broker-lost`, at once, for what was on its way is lost; the next broker serves the next stream',
    placements: ['thread', 'process'],
    async run(scene) {
      const input = { transport: 'ipc', directory: join(scene.folder, 'ipc'), ...scene.workers(['a']) } as const
      const victim = scene.program('broker', { input, isVictim: true })
      const { front: endpoint } = await victim.heard<BrokerEndpoints>('started')
      const client = scene.client({ endpoint })
      const last = somewhere(scene)
      const kill = (at: number): unknown => at === last && victim.kill()
      expectCode(await client.stream('a', { act: 'streams' }, kill, { attempts: 3 }), 'broker-lost')
      await scene.program('broker', { input }).heard('started')
      expectReply(await client.ask('a', { act: 'echo' }, { attempts: 3 }))
      return `broker-lost after ${last} chunks; ${await wholeStream(client, 'a')}`
    },
  },
]
