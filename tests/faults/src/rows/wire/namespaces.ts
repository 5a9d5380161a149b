/** A network that loses packets and tells nobody: broker and client are in network namespaces, with a cable between them. */
import type { BrokerEndpoints } from '@errand/broker'
import { expectAllReplied, expectOnly, expectThat } from '../../expectations.js'
import type { Need } from '../../needs.js'
import type { RelayInput } from '../../programs/relay.js'
import type { Row } from '../../row.js'
import { type Namespaces, namespaces } from '../../scene/namespaces.js'
import type { Program } from '../../scene/program.js'
import type { Scene } from '../../scene/scene.js'
import { until } from '../../scene/until.js'

const needs: readonly Need[] = ['linux', 'root', { tool: 'ip' }]

const codesOfLoss = ['deadline', 'cancelled', 'broker-lost']

interface Machines {
  readonly network: Namespaces
  readonly broker: Program
  /** The broker, as the far side reaches it. */
  readonly endpoint: string
}

/** A broker refuses addresses beyond loopback, so a relay passes on what comes by the cable. */
async function machines(scene: Scene): Promise<Machines> {
  const network = namespaces((cleanup) => scene.onEnd(cleanup))
  const { near } = network.under
  const broker = scene.program('broker', { input: { transport: 'tcp', ...scene.workers(['a']) }, under: near })
  const { front: target } = await broker.heard<BrokerEndpoints>('started')
  const input: RelayInput = { target, host: network.nearAddress }
  const relay = scene.program('relay', { input, under: near })
  return { network, broker, endpoint: await relay.heard('listening') }
}

/** Milliseconds of silence. */
const cutMs = 3000

function cutRow(name: string, injects: string, cut: (network: Namespaces) => void): Row {
  return {
    name,
    injects,
    outcome: 'requests end within their deadlines; when packets pass again, requests are answered again',
    needs,
    async run(scene) {
      const { network, endpoint } = await machines(scene)
      const far = scene.farClient(endpoint, network.under.far)
      const load = far.load({ targets: ['a'], requests: 2000, inFlight: 10, deadlineMs: 500 })
      await load.isUnderWay
      cut(network)
      // The silence is what is injected.
      await new Promise((resolve) => setTimeout(resolve, cutMs))
      network.heal()
      const tally = await load.ended
      expectOnly(tally, codesOfLoss)
      expectThat(tally.failed.size > 0, 'the cut harmed nobody')
      const again = await far.load({ targets: ['a'], requests: 100, inFlight: 10 }).ended
      expectAllReplied(again)
      return `${String(tally)}; afterwards ${String(again)}`
    },
  }
}

export const namespaceRows: readonly Row[] = [
  cutRow('cable-cut', `the cable between two network namespaces is cut for ${cutMs} ms`, (network) => network.cut()),
  cutRow('cable-up-cut', 'packets from the client to the broker are lost, and nobody is told', (network) =>
    network.cut('up'),
  ),
  cutRow('cable-down-cut', 'packets from the broker to the client are lost, and nobody is told', (network) =>
    network.cut('down'),
  ),
  {
    name: 'half-open',
    injects: 'a client is killed while the cable is cut, so that its connection stays half open',
    outcome: 'its requests end within their deadlines at the latest; others are served',
    needs,
    async run(scene) {
      const { network, broker, endpoint } = await machines(scene)
      const victim = scene.farClient(endpoint, network.under.far)
      const load = victim.load({ targets: ['a'], requests: 2000, inFlight: 50, deadlineMs: 2000 })
      load.ended.catch(() => undefined)
      await load.isUnderWay
      network.cut()
      await victim.kill()
      const areEnded = await until(async () => {
        broker.say('stats')
        return (await broker.heard<{ readonly open: number }>('stats')).open === 0
      }, 5000)
      expectThat(areEnded, 'requests of the client are still open')
      network.heal()
      const again = await scene
        .farClient(endpoint, network.under.far)
        .load({ targets: ['a'], requests: 100, inFlight: 10 }).ended
      expectAllReplied(again)
      return `ended; another client ${String(again)}`
    },
  },
]
