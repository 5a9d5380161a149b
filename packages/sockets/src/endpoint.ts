/** Endpoints: which there are, and what is wrong with one that cannot be used. */
import { shown } from '@errand/protocol'
import { SocketsError } from './sockets-error.js'

export type Transport = 'inproc' | 'ipc' | 'tcp'

export const transports: readonly Transport[] = ['inproc', 'ipc', 'tcp']

/** `sun_path` holds 108 bytes with its terminating zero. */
const ipcPathBytesMax = 107

const whatIsThere: { readonly [transport in Transport]: string } = {
  inproc: 'another socket of this process is bound there',
  ipc: 'another process, or another broker of this one, is bound to that file',
  tcp: 'another program listens on that port',
}

/** @throws SocketsError `invalid-endpoint` saying what is allowed */
export function transportOf(endpoint: string): Transport {
  const isText = typeof endpoint === 'string'
  const transport = transports.find((candidate) => isText && endpoint.startsWith(`${candidate}://`))
  if (transport !== undefined && endpoint.length > transport.length + 3) return transport
  throw new SocketsError(
    'invalid-endpoint',
    `the endpoint is ${shown(endpoint)}; allowed are inproc://name, ipc://path and tcp://host:port`,
  )
}

/** @throws SocketsError `invalid-endpoint` where the path is longer than the system takes */
export function ipcEndpoint(path: string): string {
  const bytes = Buffer.byteLength(path)
  if (bytes <= ipcPathBytesMax) return `ipc://${path}`
  throw new SocketsError(
    'invalid-endpoint',
    `the ipc path ${path} has ${bytes} bytes, the system allows ${ipcPathBytesMax}; choose a shorter directory or name`,
  )
}

export function endpointInUse(endpoint: string, cause?: unknown): SocketsError {
  return new SocketsError('endpoint-in-use', `${endpoint} is in use: ${whatIsThere[transportOf(endpoint)]}`, { cause })
}

/** What a failed bind means to the user. */
export function bindFault(endpoint: string, cause: unknown): SocketsError {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') return endpointInUse(endpoint, cause)
  return new SocketsError('invalid-endpoint', `cannot bind ${endpoint}: ${String(cause)}`, { cause })
}
