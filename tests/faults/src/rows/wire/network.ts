/** What a network does: it is late, slow, cut, and loses connections. The client is behind the proxy, its neighbour is not. */
import type { ChaosProxy } from '../../chaos-proxy/chaos-proxy.js'
import { expectAllReplied, expectOnly } from '../../expectations.js'
import type { Row } from '../../row.js'
import type { AuditedClient } from '../../scene/audited-client.js'
import type { LoadOptions } from '../../scene/load.js'
import type { Scene } from '../../scene/scene.js'

/** How requests may end whose connection suffers. */
const codesOfLoss = ['deadline', 'cancelled', 'broker-lost']

interface Network {
  readonly proxy: ChaosProxy
  /** Reaches the broker by the proxy. */
  readonly far: AuditedClient
}

interface Suffering {
  /** @returns how the requests of the far client ended */
  readonly suffer: (network: Network) => Promise<string>
  /** The far client may have been told something that makes it give up: another one asks when it is over. */
  readonly mayGiveUp?: true
}

/**
 * Plays a fault of the network, and asks again when it is over.
 *
 * @throws where a near client notices, or the far one is not served afterwards
 */
async function inBadWeather(scene: Scene, { suffer, mayGiveUp }: Suffering): Promise<string> {
  const broker = await scene.broker({ transport: 'tcp', ...scene.workers(['a', 'b']) })
  const { proxy, endpoint } = await scene.proxy(broker)
  const far = scene.client({ endpoint })
  const near = scene.client(broker).load({ targets: ['b'], requests: Infinity, inFlight: 2 })
  const text = await suffer({ proxy, far })
  proxy.change({ cut: [], refuses: false, losesConnection: 0, flipsBit: 0, delayMs: 0, jitterMs: 0 })
  const again = mayGiveUp ? scene.client({ endpoint }) : far
  expectAllReplied(await again.load({ targets: ['a'], requests: 50, inFlight: 5 }).ended)
  expectAllReplied(await near.stop())
  return `${text}; afterwards all replied`
}

const gentle: LoadOptions = { targets: ['a'], requests: 100, inFlight: 10 }
const hasty: LoadOptions = { ...gentle, deadlineMs: 500 }

/** Cuts the connection once requests are under way, and heals it when all of them have ended. */
function cutRow(name: string, injects: string, cut: readonly ('up' | 'down')[]): Row {
  return {
    name,
    injects,
    outcome: 'requests end within their deadlines; when the cut is healed, requests are answered again',
    run: (scene) =>
      inBadWeather(scene, {
        suffer: async ({ proxy, far }) => {
          const load = far.load(hasty)
          await load.reached(scene.random.integer(1, 50))
          proxy.change({ cut })
          expectOnly(await load.ended, codesOfLoss)
          return String(load.tally)
        },
      }),
  }
}

export const networkRows: readonly Row[] = [
  {
    name: 'delay',
    injects: 'everything is 50 to 150 ms late',
    outcome: 'everything is answered',
    run: (scene) =>
      inBadWeather(scene, {
        suffer: async ({ proxy, far }) => {
          proxy.change({ delayMs: 50, jitterMs: 100 })
          const tally = await far.load(gentle).ended
          expectAllReplied(tally)
          return String(tally)
        },
      }),
  },
  {
    name: 'slow-link',
    injects: 'a link of 50 KB a second',
    outcome: 'everything is answered',
    run: (scene) =>
      inBadWeather(scene, {
        suffer: async ({ proxy, far }) => {
          proxy.change({ bytesPerSecond: 50_000 })
          const tally = await far.load(gentle).ended
          expectAllReplied(tally)
          return String(tally)
        },
      }),
  },
  cutRow('partition', 'the network is cut both ways', ['up', 'down']),
  cutRow('partition-up', 'nothing passes from the client to the broker', ['up']),
  cutRow('partition-down', 'nothing passes from the broker to the client', ['down']),
  {
    name: 'connections-lost',
    injects: 'one piece in twenty ends its connection instead of passing',
    outcome: 'what was under way ends within its deadline, everything else is answered',
    run: (scene) =>
      inBadWeather(scene, {
        suffer: async ({ proxy, far }) => {
          proxy.change({ losesConnection: 0.05 })
          const tally = await far.load({ ...hasty, requests: 300 }).ended
          expectOnly(tally, codesOfLoss)
          return `${String(tally)}; ${proxy.accepted} connections`
        },
      }),
  },
  {
    name: 'flapping',
    injects: 'the network is cut and healed twenty times, and each time its connections are lost',
    outcome: 'what was under way ends within its deadline, everything else is answered',
    run: (scene) =>
      inBadWeather(scene, {
        suffer: async ({ proxy, far }) => {
          const load = far.load({ ...hasty, requests: Infinity })
          for (let times = scene.times(20); times > 0; times--) {
            proxy.change({ cut: ['up', 'down'], refuses: true })
            proxy.dropConnections()
            await load.further(scene.random.integer(1, 10))
            proxy.change({ cut: [], refuses: false })
            await load.further(scene.random.integer(1, 30))
          }
          expectOnly(await load.stop(), codesOfLoss)
          return `${String(load.tally)}; ${proxy.accepted} connections`
        },
      }),
  },
  {
    name: 'bits-flipped',
    injects: 'one byte in a thousand has a bit flipped, as TCP would not let pass',
    outcome:
      'nothing dies; what cannot be read ends within its deadline. What is still readable is believed: another version of the protocol ends the client',
    exempt: {
      I4: 'a flipped bit makes another key',
      I12: 'a flipped bit makes another key',
      I3: 'a flipped bit makes another outcome',
      I5: 'a flipped bit makes another body',
      I7: 'a flipped bit makes another number or body',
    },
    run: (scene) =>
      inBadWeather(scene, {
        mayGiveUp: true,
        suffer: async ({ proxy, far }) => {
          proxy.change({ flipsBit: 0.001 })
          const load = far.load({ ...hasty, requests: 300 })
          const tally = await load.ended
          proxy.dropConnections()
          return `${String(tally)}; ${proxy.accepted} connections`
        },
      }),
  },
]
