/** Workers that answer twice, too early, for others, and that announce themselves and their credit in odd ways. */
import type { Broker } from '@errand/broker'
import type { TaskRecord, WireRecord } from '@errand/protocol'
import { handlerLogWriter } from '../../audit/handler-log.js'
import { expectAllReplied, expectCode, expectReply, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { BadWorker, type BadWorkerOptions } from '../../scene/bad-worker.js'
import type { Scene } from '../../scene/scene.js'
import { until } from '../../scene/until.js'

const services = ['any']

/** Resolves when the broker serves it. */
async function badWorker(
  scene: Scene,
  broker: Broker,
  options: Pick<BadWorkerOptions, 'answer'> & Partial<BadWorkerOptions>,
): Promise<BadWorker> {
  const log = handlerLogWriter(scene.data().handlerLog)
  scene.onEnd(() => log.close())
  const worker = new BadWorker({ endpoint: broker.endpoint, name: 'bad', services, slots: 5, log, ...options })
  scene.onEnd(() => worker.stranger.close())
  await until(async () => (await broker.stats()).workers.some(({ name }) => name === 'bad'), 5000)
  return worker
}

/** Plays a service of which one worker is bad. */
async function besideGood(scene: Scene, slots: number, answer: BadWorkerOptions['answer']): Promise<string> {
  const broker = await scene.broker(scene.workers(['good'], { services }))
  await badWorker(scene, broker, { answer, slots })
  const load = scene.client(broker).load({ targets: services, requests: 500, inFlight: 20 })
  expectAllReplied(await load.ended)
  const { strayResults } = await broker.stats()
  expectThat(strayResults > 0, 'no outcome was found to be a stray')
  return `${String(load.tally)}; ${strayResults} outcomes dropped`
}

function twice(task: TaskRecord, worker: BadWorker): readonly WireRecord[] {
  return [worker.replyTo(task, 'first'), worker.replyTo(task, 'second')]
}

function ofOthers(task: TaskRecord, worker: BadWorker): readonly WireRecord[] {
  const near = Array.from({ length: 40 }, (_, index) => task.id - 20 + index).filter((id) => id !== task.id)
  return [...near.map((id) => worker.replyTo({ ...task, id }, 'forged')), worker.replyTo(task)]
}

export const badWorkerRows: readonly Row[] = [
  {
    name: 'result-twice',
    injects: 'a worker answers each of its tasks twice, with different results',
    outcome: 'the first one counts; the second is dropped and counted',
    isQuick: true,
    run: (scene) => besideGood(scene, 5, twice),
  },
  {
    name: 'result-of-others',
    injects: 'a worker answers tasks that others hold, and tasks that were not given out yet',
    outcome: 'a result counts only from whoever holds the task; the others are dropped and counted',
    isQuick: true,
    // With one slot, no number near its own is a task that it holds itself.
    run: (scene) => besideGood(scene, 1, ofOthers),
  },
  {
    name: 'ready-twice',
    injects: 'a worker announces itself twice',
    outcome: 'the second time is counted as a violation, and changes nothing',
    async run(scene) {
      const broker = await scene.broker({})
      const worker = await badWorker(scene, broker, { answer: (task, self) => [self.replyTo(task)] })
      worker.announce()
      const load = scene.client(broker).load({ targets: ['bad'], requests: 50, inFlight: 10 })
      expectAllReplied(await load.ended)
      const { violations } = await broker.stats()
      expectThat(violations === 1, `${violations} violations were counted`)
      return `${String(load.tally)}; 1 violation`
    },
  },
  {
    name: 'credit-odd',
    injects: 'a worker grants 0, −1 and 2³¹ slots',
    outcome: '0 takes all credit back, −1 is a violation and changes nothing, 2³¹ is as good as no bound',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({})
      const client = scene.client(broker)
      const { stranger } = await badWorker(scene, broker, { answer: (task, self) => [self.replyTo(task)] })
      expectReply(await client.ask('bad', { act: 'echo' }))
      stranger.say('E1d0,0,-;d-1,0,-;')
      await stranger.isHeard()
      expectCode(await client.ask('bad', { act: 'echo' }, { deadlineMs: 200 }), 'deadline')
      stranger.say(`E1d${2 ** 31},0,-;`)
      const load = client.load({ targets: ['bad'], requests: 500, inFlight: 500 })
      expectAllReplied(await load.ended)
      return `without credit deadline; then ${String(load.tally)}`
    },
  },
]
