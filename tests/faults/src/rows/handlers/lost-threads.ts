/** Handlers that end their thread or process: by leaving, by an error that nobody catches, by taking all of its memory. */
import { expectAllReplied, expectCode, expectMessage, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Row } from '../../row.js'
import { type Placement, placements } from '../../scene/placements.js'
import { besideLoad } from './beside-load.js'

interface Lost extends Pick<Row, 'name' | 'injects' | 'isQuick'> {
  readonly act: Act
  readonly heapMbMax?: number
  /** What the failure tells of the end. */
  readonly says: (placement: Placement) => string
}

const losses: readonly Lost[] = [
  {
    name: 'exits',
    injects: 'a handler calls `process.exit`',
    act: { act: 'exits', code: 3 },
    says: () => 'exit code 3',
    isQuick: true,
  },
  {
    name: 'uncaught-in-timer',
    injects: 'an uncaught error in a timer that a handler has set',
    act: { act: 'crashes' },
    says: () => 'an uncaught error in a timer',
  },
  {
    name: 'heap-exhausted',
    injects: 'a handler takes memory until the heap is full',
    act: { act: 'exhaustsHeap' },
    heapMbMax: 32,
    says: (placement) => (placement === 'process' ? 'SIGABRT' : 'heap'),
  },
]

function lossRow({ name, injects, act, says, heapMbMax, ...row }: Lost): Row {
  return {
    name,
    injects,
    outcome:
      'its request ends with `worker-lost`, which tells how; it is started again, and what waited behind goes on',
    placements,
    ...row,
    async run(scene) {
      const { endings, client, text } = await besideLoad(scene, { acts: [act], ...(heapMbMax ? { heapMbMax } : {}) })
      for (const ending of endings) {
        expectCode(ending, 'worker-lost')
        expectMessage(ending, says(scene.placement))
      }
      expectReply(await client.ask('victim', { act: 'echo' }, { attempts: 2 }))
      return text
    },
  }
}

const services = ['any']

const poisonRows: readonly Row[] = [
  {
    name: 'poison',
    injects: 'a task that ends each worker it meets, and may be started three times',
    outcome: 'it is started three times and ends with `worker-lost`; others are answered',
    placements,
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['w1', 'w2', 'w3'], { services }))
      const client = scene.client(broker)
      const load = client.load({ targets: services, requests: 600, inFlight: 20, attempts: 10 })
      await load.reached(scene.random.integer(1, 300))
      expectCode(await client.ask('any', { act: 'exits' }, { attempts: 3 }), 'worker-lost')
      expectAllReplied(await load.ended)
      return `poison worker-lost; the rest ${String(load.tally)}`
    },
  },
  {
    name: 'poison-in-load',
    injects: 'one task of a hundred ends its worker',
    outcome: 'it ends with `worker-lost`; others are answered, as long as they have attempts left',
    placements,
    timeLimitMs: 60_000,
    async run(scene) {
      const broker = await scene.broker(scene.workers(['w1', 'w2', 'w3'], { services }))
      const client = scene.client(broker)
      const load = client.load({ targets: services, requests: 1000, inFlight: 20, attempts: 10 })
      const poison: Promise<void>[] = []
      for (let left = 10; left > 0; left--) {
        await load.further(scene.random.integer(1, 100))
        poison.push(client.ask('any', { act: 'exits' }).then((ending) => expectCode(ending, 'worker-lost')))
      }
      expectAllReplied(await load.ended)
      await Promise.all(poison)
      return `${poison.length} worker-lost; the rest ${String(load.tally)}`
    },
  },
  {
    name: 'crash-loop',
    injects: 'every task ends its worker, where three ends in a minute are allowed',
    outcome:
      'the worker rests: what comes ends with `worker-crash-loop` at once, which tells the last error; afterwards it is tried again',
    placements,
    async run(scene) {
      const restart = { minDelayMs: 10, maxDelayMs: 20, crashesMax: 3, cooldownMs: 500 }
      const broker = await scene.broker({ restart, ...scene.workers(['victim']) })
      const client = scene.client(broker)
      const load = client.load({ targets: ['victim'], requests: 30, inFlight: 1, act: () => ({ act: 'crashes' }) })
      expectOnly(await load.ended, ['worker-lost', 'worker-crash-loop'])
      const barred = load.tally.failed.get('worker-crash-loop') ?? 0
      expectThat(barred > 0, `it was not barred: ${String(load.tally)}`)
      await scene.isServed(broker, 'victim')
      return String(load.tally)
    },
  },
]

export const lostThreadRows: readonly Row[] = [...losses.map(lossRow), ...poisonRows]
