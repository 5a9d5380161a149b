/** Worker processes that are killed, stopped, or busy. */
import { setTimeout as delay } from 'node:timers/promises'
import { expectAllReplied, expectCode, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import { nextEvent } from '../../scene/worker-events.js'

const services = ['any']

export const workerRows: readonly Row[] = [
  {
    name: 'worker-killed',
    injects: 'SIGKILL for a worker process under load',
    outcome: 'work with attempts left is done by another; the rest ends with `worker-lost`, at once',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc' })
      const victim = await scene.attached(broker, 'victim', { isVictim: true, services })
      await scene.attached(broker, 'other', { services })
      const client = scene.client(broker)
      const load = client.load({ targets: services, requests: 1000, inFlight: 100, attempts: 3 })
      const once = client.ask('victim', { act: 'neverSettles' })
      await load.reached(scene.random.integer(1, 500))
      await victim.kill()
      expectCode(await once, 'worker-lost')
      expectAllReplied(await load.ended)
      return `once ${(await once).code}; with attempts ${String(load.tally)}`
    },
  },
  {
    name: 'worker-stopped',
    injects: 'SIGSTOP for a worker process, SIGCONT 10 s later',
    outcome: 'its requests end within their deadlines; others go on; after SIGCONT it serves again',
    timeLimitMs: 60_000,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
      const victim = await scene.attached(broker, 'victim')
      const client = scene.client(broker)
      const load = client.load({ targets: ['a'], requests: Infinity, inFlight: 2 })
      victim.signal('SIGSTOP')
      const stopped = client.load({ targets: ['victim'], requests: 20, inFlight: 20, deadlineMs: 2000 })
      expectOnly(await stopped.ended, ['deadline', 'worker-lost'])
      // The pause is what is injected.
      await delay(8000)
      victim.signal('SIGCONT')
      const again = client.load({ targets: ['victim'], requests: 20, inFlight: 2 })
      expectAllReplied(await again.ended)
      expectAllReplied(await load.stop())
      return `while stopped ${String(stopped.tally)}; afterwards ${String(again.tally)}`
    },
  },
  {
    name: 'idle-process-stopped',
    injects: 'SIGSTOP for a process that the broker launched, and that has nothing to do',
    outcome: 'its heartbeats stay away and the system tells why: another takes its place before anybody asks for it',
    placements: ['process'],
    needs: ['linux'],
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['victim', 'other']))
      const client = scene.client(broker)
      const before = [await client.ask('victim', { act: 'pid' }), await client.ask('other', { act: 'pid' })]
      const [victim, other] = before.map(expectReply)
      const [ended, started] = [nextEvent(broker, 'ended', 'victim'), nextEvent(broker, 'started', 'victim')]
      process.kill(Number(victim), 'SIGSTOP')
      const end = await ended
      expectThat(end.kind === 'ended' && end.reason.kind === 'lost', `it came to ${JSON.stringify(end)}`)
      await started
      expectThat(expectReply(await client.ask('victim', { act: 'pid' })) !== victim, 'it is the same as before')
      expectThat(expectReply(await client.ask('other', { act: 'pid' })) === other, 'another was replaced as well')
      return 'noticed and replaced'
    },
  },
  {
    name: 'worker-busy',
    injects: 'a handler blocks the event loop of its process for 3 s, while the threads of ZeroMQ go on',
    outcome: 'it is not taken for dead: everything that waits for it is answered',
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc' })
      await scene.attached(broker, 'victim')
      const client = scene.client(broker)
      const load = client.load({ targets: ['victim'], requests: 200, inFlight: 20 })
      await load.reached(scene.random.integer(1, 100))
      expectReply(await client.ask('victim', { act: 'blocks', ms: 3000 }))
      expectAllReplied(await load.ended)
      return String(load.tally)
    },
  },
  {
    name: 'recycled-under-load',
    injects: 'each worker is replaced after 50 tasks, under load',
    outcome: 'nobody notices: everything is answered, with one attempt',
    placements,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['a', 'b'], { services, recycleAfterTasks: 50 }))
      const load = scene.client(broker).load({ targets: services, requests: 600, inFlight: 20 })
      expectAllReplied(await load.ended)
      const starts = (await broker.stats()).workers.reduce((sum, worker) => sum + worker.starts, 0)
      expectThat(starts > 4, `there were only ${starts} starts`)
      return String(load.tally)
    },
  },
  {
    name: 'slow-among-fast',
    injects: 'one worker of a service takes 50 ms for each task, the others none',
    outcome: 'all is answered, and the slow one gets less than the others',
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['fast.1', 'fast.2'], { services }) })
      await scene.attached(broker, 'slow', { services, delayMs: 50 })
      const load = scene.client(broker).load({ targets: services, requests: 2000, inFlight: 20 })
      expectAllReplied(await load.ended)
      const done = new Map((await broker.stats()).workers.map((worker) => [worker.name, worker.done]))
      const [slow = 0, fast = 0] = [done.get('slow'), done.get('fast.1')]
      expectThat(slow < fast, `the slow one did ${slow}, a fast one ${fast}`)
      return `${String(load.tally)}; the slow one did ${slow}, a fast one ${fast}`
    },
  },
]
