/** Requests of workers to workers: deeper than there are workers, in a circle, and of parents that die. */
import { expectAllReplied, expectCode, expectMessage, expectReply } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import { until } from '../../scene/until.js'

/** An act that goes through these workers one after the other. */
function through(names: readonly string[], last: Act): Act {
  return names.reduceRight((body, target): Act => ({ act: 'nests', target, body }), last)
}

export const nestingRows: readonly Row[] = [
  {
    name: 'nested-deep',
    injects: 'requests through eight workers on two event loops, 200 at a time',
    outcome: 'all are answered',
    placements: ['pool'],
    async run(scene) {
      const names = Array.from({ length: 8 }, (_, index) => `w${index + 1}`)
      const broker = await scene.broker(scene.workers(names, { concurrency: 200 }))
      const client = scene.client(broker)
      const load = client.load({
        targets: ['w1'],
        requests: 400,
        inFlight: 200,
        act: () => through(names.slice(1), { act: 'echo' }),
      })
      expectAllReplied(await load.ended)
      return String(load.tally)
    },
  },
  {
    name: 'nested-cycle',
    injects: 'two workers that ask each other, one task at a time',
    outcome:
      'the request that closes the circle ends at once with `request-cycle`, which tells the path; both serve on',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a', 'b']))
      const client = scene.client(broker)
      const ending = await client.ask('a', through(['b', 'a'], { act: 'echo' }))
      expectCode(ending, 'handler-failed')
      expectMessage(ending, 'a → b → a')
      expectReply(await client.ask('a', { act: 'echo' }))
      expectReply(await client.ask('b', { act: 'echo' }))
      return 'request-cycle; then both replied'
    },
  },
  {
    name: 'parent-dies',
    injects: 'a worker process is killed while its handler waits for other workers',
    outcome: 'its request ends with `worker-lost`; what it asked for is taken back',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['child']) })
      const parent = await scene.attached(broker, 'parent', { isVictim: true })
      const client = scene.client(broker)
      const asked = client.ask('parent', { act: 'fansOut', target: 'child', count: 20, body: { act: 'waits' } })
      await until(async () => (await broker.stats()).open === 21, 10_000)
      await parent.kill()
      expectCode(await asked, 'worker-lost')
      expectReply(await client.ask('child', { act: 'echo' }))
      return 'worker-lost; its 20 requests taken back'
    },
  },
]
