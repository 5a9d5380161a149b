/** @errand/testkit: the contract suites that implementations of a port share. */
export { describeSockets } from './sockets/socket-contract.js'
export type {
  OptionsUnderTest,
  SocketsUnderTest,
  SocketTransport,
  SocketUnderTest,
} from './sockets/sockets-under-test.js'
