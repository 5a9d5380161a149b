/** Handlers that end their thread: by leaving, by an error that nobody catches, by taking all of its memory. */
import { expectCode, expectMessage, expectOnly } from '../../expectations.js'
import type { Row } from '../../row.js'
import { besideLoad } from './beside-load.js'

export const lostThreadRows: readonly Row[] = [
  {
    name: 'exits',
    injects: 'a handler calls `process.exit` in its thread',
    outcome: 'its request ends with `worker-lost`, which tells the exit code',
    isQuick: true,
    async run(scene) {
      const { endings, text } = await besideLoad(scene, { acts: [{ act: 'exits', code: 3 }] })
      for (const ending of endings) {
        expectCode(ending, 'worker-lost')
        expectMessage(ending, 'exit code 3')
      }
      return text
    },
  },
  {
    name: 'uncaught-in-timer',
    injects: 'an uncaught error in a timer that a handler has set',
    outcome: 'what its worker had in hand ends with `worker-lost`, which tells the error',
    isQuick: true,
    async run(scene) {
      const { endings, text } = await besideLoad(scene, { acts: [{ act: 'crashes' }] })
      for (const ending of endings) {
        expectCode(ending, 'worker-lost')
        expectMessage(ending, 'an uncaught error in a timer')
      }
      return text
    },
  },
  {
    name: 'heap-exhausted',
    injects: 'a handler takes memory until the heap of its thread is full',
    outcome: 'what its worker had in hand ends with `worker-lost`; the process lives',
    async run(scene) {
      const { endings, text } = await besideLoad(scene, { acts: [{ act: 'exhaustsHeap' }], heapMbMax: 32 })
      for (const ending of endings) {
        expectCode(ending, 'worker-lost')
        expectMessage(ending, 'memory')
      }
      return text
    },
  },
  {
    name: 'poison',
    injects: 'a task that ends each worker it meets, and may be started three times',
    outcome: 'it is started three times and ends with `worker-lost`; what it met costs others an attempt, and no more',
    async run(scene) {
      const services = ['any']
      const broker = await scene.broker(scene.workers(['w1', 'w2', 'w3', 'w4', 'w5'], { services }))
      const client = scene.client(broker)
      const load = client.load({ targets: services, requests: 600, inFlight: 20, attempts: 4 })
      await load.reached(scene.random.integer(1, 300))
      const ending = await client.ask('any', { act: 'exits' }, { attempts: 3 })
      expectCode(ending, 'worker-lost')
      const neighbours = await load.ended
      expectOnly(neighbours, [])
      return `poison ${ending.code}; the rest ${String(neighbours)}`
    },
  },
]
