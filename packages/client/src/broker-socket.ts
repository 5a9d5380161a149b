/** The one socket of a client, on its way to its broker. */
import { randomBytes } from 'node:crypto'
import { formatRoutingId } from '@errand/protocol'
import type { MessageSocket } from '@errand/sockets'
import type { ResolvedClientOptions } from './options.js'

/** @throws SocketsError; no socket is left open then */
export function brokerSocket({ sockets, endpoint }: ResolvedClientOptions): MessageSocket {
  // 128 random bits: no two clients ever share an identity, which libzmq would punish by silence.
  const routingId = formatRoutingId({ name: 'client', epoch: randomBytes(16).toString('base64url') })
  const socket = sockets.open('dealer', { routingId })
  try {
    socket.connect(endpoint)
    return socket
  } catch (error) {
    // What transportOf lets pass can still be nothing to connect to, a tcp address without a port for one.
    socket.close()
    throw error
  }
}
