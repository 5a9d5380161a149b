/**
 * Loads the zeromq addon with the first socket of a thread, inside its guard, and not with this module: a process that
 * ends, or ends the thread, while the addon is being loaded there aborts.
 */
import { createRequire } from 'node:module'

export type Zeromq = typeof import('zeromq')

/** Sockets of the whole process; libzmq's own limit of 1,023 is below what 256 dedicated workers need. */
const socketsOfProcessMax = 16_384

const require = createRequire(import.meta.url)

let loaded: Zeromq | undefined

export function zeromq(): Zeromq {
  loaded ??= load()
  return loaded
}

function load(): Zeromq {
  const zmq = require('zeromq') as Zeromq
  // The context is shared by all threads of the process, and takes this only before its first socket.
  zmq.context.maxSockets = Math.min(socketsOfProcessMax, zmq.context.maxSocketsLimit)
  return zmq
}
