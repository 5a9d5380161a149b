/** ZeroMQ's sockets keep the contract of sockets, over each transport, woken by the event loop and by bells. */
import { describeSockets } from '@errand/testkit'
import { transports } from '../src/endpoint.js'
import { zeromqSockets } from '../src/zeromq/zeromq-sockets.js'
import { belledSockets } from './belled-sockets.js'
import { endpointSource } from './endpoints.js'

for (const transport of transports) {
  const traits = {
    endpoint: endpointSource(transport),
    isBindExclusive: transport !== 'ipc',
    isInProcess: transport === 'inproc',
  }
  describeSockets(`of ZeroMQ over ${transport}`, {
    ...traits,
    sockets: () => zeromqSockets(),
    hearsDisconnects: true,
    hearsHiccups: transport !== 'inproc',
  })
  describeSockets(`of ZeroMQ over ${transport}, woken by bells`, {
    ...traits,
    sockets: () => belledSockets(),
    hearsDisconnects: false,
    hearsHiccups: false,
  })
}
