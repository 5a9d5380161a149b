/** Readers that leave their streams, and readers that are slow. */
import { setTimeout as delay } from 'node:timers/promises'
import { readHandlerLog } from '../../audit/handler-log.js'
import { expectCode, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import { until } from '../../scene/until.js'
import { wholeStream } from './whole-stream.js'

/** A handler ends as soon as it is told. */
const toldMsMax = 2000

export const readerRows: readonly Row[] = [
  {
    name: 'stream-left',
    injects: 'a reader leaves the loop over its chunks; the handler would send them without end',
    outcome: 'the request ends with `cancelled`, and its handler with the next chunk that it sends; the worker goes on',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['victim', 'other']))
      const client = scene.client(broker)
      const other = wholeStream(client, 'other')
      const last = scene.random.integer(1, 40)
      expectCode(
        await client.stream('victim', { act: 'streams' }, (at) => (at === last ? 'leave' : undefined)),
        'cancelled',
      )
      const { handlerLog } = scene.data()
      const hasThrown = (): boolean => readHandlerLog(handlerLog).some(({ detail }) => detail === 'threw')
      expectThat(await until(hasThrown, toldMsMax), 'its handler goes on')
      expectReply(await client.ask('victim', { act: 'echo' }))
      return `cancelled after ${last} chunks; ${await other}`
    },
  },
  {
    name: 'stream-read-slowly',
    injects: 'a reader takes nothing of its stream for a second, and then goes on',
    outcome: 'no more than its window is sent meanwhile; then all of it comes, and others are not held up',
    placements,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['victim', 'other']))
      const client = scene.client(broker)
      const last = scene.random.integer(1, 100)
      // The pause is what is injected.
      const pause = (at: number): unknown => (at === last ? delay(1000) : undefined)
      const window = scene.random.pick([1, 4, 16])
      const slow = client.stream('victim', { act: 'streams', count: 200 }, pause, { window })
      const text = await wholeStream(client, 'other')
      expectReply(await slow)
      return `200 of 200 chunks, ${window} at a time; ${text}`
    },
  },
]
