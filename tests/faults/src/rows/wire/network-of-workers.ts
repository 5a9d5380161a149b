/** What a network does to a worker in another process, which is behind the proxy; its client is not. */
import type { ChaosProxy } from '../../chaos-proxy/chaos-proxy.js'
import { expectAllReplied, expectOnly } from '../../expectations.js'
import type { Row } from '../../row.js'
import type { Load } from '../../scene/load.js'
import type { Scene } from '../../scene/scene.js'

const services = ['any']

/** How requests may end whose worker is out of reach: at once, by their deadlines, or because nobody has its name. */
const codesOfLoss = ['worker-lost', 'deadline', 'unknown-target']

/** @param suffer makes the weather while the load on the service runs */
async function outOfReach(scene: Scene, suffer: (proxy: ChaosProxy, load: Load) => Promise<void>): Promise<string> {
  const broker = await scene.broker({ transport: 'tcp', ...scene.workers(['near'], { services }) })
  const { proxy, endpoint } = await scene.proxy(broker)
  await scene.attached(broker, 'far', { services, endpoint })
  const client = scene.client(broker)
  const once = client.load({ targets: ['far'], requests: Infinity, inFlight: 2, deadlineMs: 1000 })
  const again = client.load({ targets: services, requests: Infinity, inFlight: 20, attempts: 5 })
  await suffer(proxy, again)
  proxy.change({ cut: [], refuses: false })
  expectOnly(await once.stop(), codesOfLoss)
  expectAllReplied(await again.stop())
  await scene.isServed(broker, 'far')
  expectAllReplied(await client.load({ targets: ['far'], requests: 50, inFlight: 5 }).ended)
  return `once ${String(once.tally)}; with attempts ${String(again.tally)}; afterwards all replied`
}

export const workerNetworkRows: readonly Row[] = [
  {
    name: 'worker-disconnected',
    injects: 'the connections of a worker process are lost ten times',
    outcome: 'what it had ends with `worker-lost`, or is done by another; it attaches again by itself',
    run: (scene) =>
      outOfReach(scene, async (proxy, load) => {
        for (let times = scene.times(10); times > 0; times--) {
          await load.further(scene.random.integer(100, 500))
          proxy.dropConnections()
        }
      }),
  },
  {
    name: 'worker-out-of-reach',
    injects: 'the network between a worker process and its broker is cut both ways, until its connection is given up',
    outcome: 'what it had ends within its deadline, or is done by another; it attaches again by itself',
    run: (scene) =>
      outOfReach(scene, async (proxy, load) => {
        await load.further(scene.random.integer(100, 500))
        proxy.change({ cut: ['up', 'down'] })
        await load.further(scene.random.integer(1, 500))
        proxy.change({ refuses: true })
        proxy.dropConnections()
        await load.further(scene.random.integer(100, 500))
      }),
  },
]
