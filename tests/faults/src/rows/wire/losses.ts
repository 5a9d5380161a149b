/** Packets and records that are lost on the way, although the connection lives. */
import { zeromqSockets } from '@errand/sockets'
import { expectAllReplied, expectCode, expectOnly } from '../../expectations.js'
import type { Row } from '../../row.js'
import type { AuditedClient } from '../../scene/audited-client.js'
import { lossySockets } from '../../scene/lossy-sockets.js'
import type { Tally } from '../../scene/tally.js'

const probability = 0.05

/** A client that loses of what it sends and of what it gets. */
function clientRow(name: string, loses: 'packets' | 'records'): Row {
  return {
    name,
    injects: `one of twenty ${loses} of a client is lost, there or back`,
    outcome: 'requests that are harmed end with `deadline`; all others are answered',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a', 'b']) })
      const options = { random: scene.random.split('losses'), loses, probability, spared: 0 }
      const robbed = scene.client(broker, { sockets: lossySockets(zeromqSockets(), options) })
      const near = scene.client(broker).load({ targets: ['b'], requests: 300, inFlight: 5 })
      const tally = await loadUntilLost(robbed)
      expectAllReplied(await near.ended)
      return `${String(tally)}; neighbours ${String(near.tally)}`
    },
  }
}

/** A busy machine gathers many requests in few packets, of which none may be lost by chance. */
const loadsMax = 50

async function loadUntilLost(robbed: AuditedClient): Promise<Tally> {
  for (let loads = 0; loads < loadsMax; loads++) {
    const load = robbed.load({ targets: ['a'], requests: 500, inFlight: 50, deadlineMs: 500 })
    expectOnly(await load.ended, ['deadline'])
    if (load.tally.failed.size === 1) return load.tally
  }
  throw new Error(`nothing was lost in ${loadsMax} loads`)
}

const services = ['any']

/** A worker that loses of what it is sent and of what it answers. */
function workerRow(name: string, loses: 'packets' | 'records'): Row {
  return {
    name,
    injects: `one of twenty ${loses} of a worker process is lost, there or back`,
    outcome:
      'the digest of its heartbeats tells what it does not hold: that is given out again, or ends with `worker-lost` where it may have run; no slot is lost',
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['good'], { services }) })
      const seed = scene.random.integer(0, 2 ** 32)
      await scene.attached(broker, 'robbed', { services, loss: { loses, probability, seed } })
      const client = scene.client(broker)
      const once = client.load({ targets: ['robbed'], requests: 100, inFlight: 20 })
      const again = client.load({ targets: services, requests: 400, inFlight: 50, attempts: 5 })
      expectOnly(await once.ended, ['worker-lost'])
      expectAllReplied(await again.ended)
      return `once ${String(once.tally)}; with attempts ${String(again.tally)}`
    },
  }
}

const slots = 3

/** Each handler keeps its slot until its worker hears that nobody waits any more. */
const cancelsLost: Row = {
  name: 'cancels-lost-by-worker',
  injects:
    'a worker process whose handlers never settle loses the first record by which each of its tasks is taken back',
  outcome: 'it is told again when its heartbeat still has the task: its slots are free again',
  isQuick: true,
  async run(scene) {
    const broker = await scene.broker({ transport: 'ipc' })
    const loss = { loses: 'cancels', probability: 1, seed: 0 } as const
    await scene.attached(broker, 'robbed', { concurrency: slots, slots, abandonAfterMs: 50, loss })
    const client = scene.client(broker)
    const hung = Array.from({ length: slots }, () => client.ask('robbed', { act: 'neverSettles' }, { deadlineMs: 100 }))
    for (const ending of await Promise.all(hung)) expectCode(ending, 'deadline')
    const afterwards = client.load({ targets: ['robbed'], requests: 30, inFlight: 10 })
    expectAllReplied(await afterwards.ended)
    return `deadline; afterwards ${String(afterwards.tally)}`
  },
}

export const lossRows: readonly Row[] = [
  clientRow('packet-lost', 'packets'),
  clientRow('record-lost', 'records'),
  workerRow('packet-lost-by-worker', 'packets'),
  workerRow('record-lost-by-worker', 'records'),
  cancelsLost,
]
