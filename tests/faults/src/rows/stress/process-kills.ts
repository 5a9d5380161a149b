/** Worker processes that are killed one after the other, under a load that never rests. */
import { expectAllReplied, expectReply } from '../../expectations.js'
import type { Row } from '../../row.js'
import { nextEvent } from '../../scene/worker-events.js'

const services = ['any']

const names = ['w1', 'w2', 'w3']

export const processKillRows: readonly Row[] = [
  {
    name: 'process-kills',
    injects: 'SIGKILL for a worker process at 20 random moments, under 1,000 requests in flight with three attempts',
    outcome: 'every request is answered, once; each process is started again',
    placements: ['process'],
    timeLimitMs: 900_000,
    async run(scene) {
      const broker = await scene.broker(scene.workers(names, { services }))
      // A client of its own gets its turn beside the thousand.
      const killer = scene.client(broker)
      const load = scene.client(broker).load({ targets: services, requests: Infinity, inFlight: 1000, attempts: 3 })
      const times = scene.times(20)
      for (let left = times; left > 0; left--) {
        // Far enough apart that no task meets three of them.
        await load.further(scene.random.integer(300, 1500))
        const victim = scene.random.pick(names)
        const pid = expectReply(await killer.ask(victim, { act: 'pid' }, { attempts: 2 }))
        const isBack = nextEvent(broker, 'started', victim)
        process.kill(Number(pid), 'SIGKILL')
        await isBack
      }
      expectAllReplied(await load.stop())
      return `${times} kills; ${String(load.tally)}`
    },
  },
]
