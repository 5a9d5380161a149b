/** Peers that nobody invited, and two that claim to be one. */
import { zeromqSockets } from '@errand/sockets'
import { expectAllReplied, expectOnly, expectReply } from '../../expectations.js'
import type { Row } from '../../row.js'

export const strangerRows: readonly Row[] = [
  {
    name: 'identity-in-use',
    injects: 'a second peer connects with the routing id of a client that is waiting',
    outcome:
      'the newest connection has the name; what the other one waits for ends within its deadline; nobody else notices',
    isQuick: true,
    async run(scene) {
      const broker = await scene.broker({ transport: 'tcp', ...scene.workers(['a', 'b']) })
      const [robbed, other] = [scene.client(broker), scene.client(broker)]
      const load = other.load({ targets: ['b'], requests: 200, inFlight: 5 })
      expectReply(await robbed.ask('a', { act: 'echo' }))
      const waiting = robbed.load({ targets: ['a'], requests: 10, inFlight: 10, deadlineMs: 1000 })
      const sockets = zeromqSockets()
      scene.onEnd(() => sockets.closeAll(0))
      for (const routingId of robbed.log.routingIds) sockets.open('dealer', { routingId }).connect(broker.endpoint)
      expectOnly(await waiting.ended, ['deadline', 'cancelled', 'broker-lost'])
      expectAllReplied(await load.ended)
      return `the robbed one ${String(waiting.tally)}; neighbours ${String(load.tally)}`
    },
  },
]
