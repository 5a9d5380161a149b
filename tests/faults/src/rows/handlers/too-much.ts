/** Handlers that make too much: results over the limit, bytes outside of the heap. */
import { expectCode, expectMessage, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'

const bodyBytesMax = 64 * 1024

export const tooMuchRows: readonly Row[] = [
  {
    name: 'result-too-large',
    injects: 'a handler returns more than `bodyBytesMax`',
    outcome: '`bad-result`, which tells both numbers; the worker goes on',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ limits: { bodyBytesMax }, ...scene.workers(['a']) })
      const client = scene.client(broker, { limits: { bodyBytesMax } })
      const ending = await client.ask('a', { act: 'bytes', length: bodyBytesMax })
      expectCode(ending, 'bad-result')
      expectMessage(ending, `allowed are ${bodyBytesMax}`)
      expectReply(await client.ask('a', { act: 'bytes', length: bodyBytesMax / 2 }))
      return 'bad-result; the next one replied'
    },
  },
  {
    name: 'buffers-exhausted',
    injects: 'a handler in a process that may have 4 GB of addresses takes Buffers until there are no more',
    outcome:
      'its request ends with `handler-failed`, or with `worker-lost` where the process does not survive it; others go on',
    needs: [{ tool: 'prlimit' }],
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
      await scene.attached(broker, 'victim', { isVictim: true, under: ['prlimit', `--as=${4 * 2 ** 30}`, '--'] })
      const client = scene.client(broker)
      const load = client.load({ targets: ['a'], requests: 200, inFlight: 5 })
      const ending = await client.ask('victim', { act: 'exhaustsBuffers', count: 256 })
      expectThat(['handler-failed', 'worker-lost'].includes(ending.code ?? ''), `it ended with ${ending.code}`)
      return `victim ${ending.code}; neighbours ${String(await load.ended)}`
    },
  },
]
