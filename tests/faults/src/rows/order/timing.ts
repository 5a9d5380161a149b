/** Time that does not pass as one thinks: clocks that jump, pauses, a busy neighbour; and very much at once. */
import { expectAllReplied, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { JumpingClock } from '../../scene/jumping-clock.js'

const manyRequests = 100_000

export const timingRows: readonly Row[] = [
  {
    name: 'cancelled-at-once',
    injects: `${manyRequests.toLocaleString('en')} requests are cancelled at once`,
    outcome: 'each ends with `cancelled` or was answered before; those behind them are served',
    placements: ['thread', 'pool'],
    timeLimitMs: 180_000,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a']))
      const client = scene.client(broker)
      const controller = new AbortController()
      const { signal } = controller
      const asked = Array.from({ length: scene.times(manyRequests) }, () =>
        client.ask('a', { act: 'echo' }, { signal }),
      )
      await asked[0]
      controller.abort()
      const endings = await Promise.all(asked)
      const replied = endings.filter(({ code }) => code === undefined).length
      const cancelled = endings.filter(({ code }) => code === 'cancelled').length
      expectThat(replied + cancelled === endings.length, 'some ended otherwise')
      expectReply(await client.ask('a', { act: 'echo' }))
      return `${replied} replied, ${cancelled} cancelled`
    },
  },
  {
    name: 'clock-jump',
    injects: "the client's clock jumps an hour ahead, and the clock of the machine's day is set back by one",
    outcome: 'what waits ends with `deadline`, late replies are dropped; what comes later is served',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a']))
      const clock = new JumpingClock()
      const client = scene.client(broker, { clock })
      const load = client.load({ targets: ['a'], requests: 300, inFlight: 20 })
      await load.reached(scene.random.integer(1, 200))
      clock.jump(3_600_000)
      const timeOfDay = Date.now
      Date.now = () => timeOfDay() - 3_600_000
      scene.onEnd(() => (Date.now = timeOfDay))
      expectOnly(await load.ended, ['deadline'])
      expectAllReplied(await client.load({ targets: ['a'], requests: 100, inFlight: 20 }).ended)
      return `${String(load.tally)}; then all replied`
    },
  },
  {
    name: 'pauses',
    injects: 'the thread of broker and client stands still for 300 ms, again and again, and collects its garbage',
    outcome: 'everything is answered',
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
      await scene.attached(broker, 'b')
      const client = scene.client(broker)
      const load = client.load({ targets: ['a', 'b'], requests: Infinity, inFlight: 20 })
      const standing = new Int32Array(new SharedArrayBuffer(4))
      for (let times = scene.times(5); times > 0; times--) {
        await load.further(scene.random.integer(1, 200))
        Atomics.wait(standing, 0, 0, 300)
        globalThis.gc?.()
      }
      expectAllReplied(await load.stop())
      return String(load.tally)
    },
  },
  {
    name: 'busy-neighbour',
    injects: 'four processes that never rest',
    outcome: 'everything is answered',
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a', 'b']))
      const neighbours = Array.from({ length: 4 }, () => scene.program('busy', {}))
      await Promise.all(neighbours.map((neighbour) => neighbour.heard('busy')))
      const load = scene.client(broker).load({ targets: ['a', 'b'], requests: 2000, inFlight: 50 })
      expectAllReplied(await load.ended)
      return String(load.tally)
    },
  },
]
