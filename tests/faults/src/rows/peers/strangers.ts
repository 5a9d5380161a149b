/** Peers that nobody invited, and two that claim to be one. */
import { join } from 'node:path'
import { zeromqSockets } from '@errand/sockets'
import { expectAllReplied, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { UninvitedInput } from '../../programs/uninvited.js'
import type { Row } from '../../row.js'

/** The user nobody. */
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

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
  {
    name: 'uninvited-pull',
    injects: "another user's PULL asks for the tasks of a worker over ipc, and another user's PAIR for the stops",
    outcome: 'they get no connection: the directory is for one user alone',
    needs: ['linux', 'root', { tool: 'setpriv' }],
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
      const path = broker.endpoint.slice('ipc://'.length)
      const directory = join(path, '..')
      const endpoints = ['a.ipc', 'a.stop.ipc', 'broker.ipc', 'stopper.ipc'].map((file) => join(directory, file))
      const input: UninvitedInput = { paths: endpoints }
      const stranger = scene.program('uninvited', { input, under: asNobody })
      const codes = await stranger.heard<readonly string[]>('tried')
      expectThat(
        codes.every((code) => code === 'EACCES'),
        `its connections came to ${codes.join(', ')}`,
      )
      const load = scene.client(broker).load({ targets: ['a'], requests: 100, inFlight: 10 })
      expectAllReplied(await load.ended)
      return `${codes.length} connections refused; ${String(load.tally)}`
    },
  },
  {
    name: 'uninvited-pair',
    injects: 'a PAIR of the same user connects to the stop of a worker that has one already',
    outcome: 'ZeroMQ turns it away; the worker serves, and is stopped in order',
    async run(scene) {
      const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
      const sockets = zeromqSockets()
      scene.onEnd(() => sockets.closeAll(0))
      const pair = sockets.open('pair')
      pair.connect(`ipc://${join(broker.endpoint.slice('ipc://'.length), '..', 'a.stop.ipc')}`)
      pair.send(['uninvited'])
      const load = scene.client(broker).load({ targets: ['a'], requests: 300, inFlight: 10 })
      expectAllReplied(await load.ended)
      return String(load.tally)
    },
  },
]
