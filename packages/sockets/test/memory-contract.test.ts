/** The in-memory twin keeps the contract of sockets. */
import { describeSockets } from '@errand/testkit'
import { memorySockets } from '../src/memory/memory-sockets.js'
import { endpointSource } from './endpoints.js'

describeSockets('in memory', {
  sockets: () => memorySockets(),
  endpoint: endpointSource('inproc'),
  isBindExclusive: true,
  isInProcess: true,
  hearsDisconnects: true,
  hearsHiccups: true,
})
