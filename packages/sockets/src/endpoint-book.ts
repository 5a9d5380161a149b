/** Names of a broker's sockets to endpoints, by transport; and what of them lies on the disk. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { isOptions, shown } from '@errand/protocol'
import { ipcEndpoint, type Transport, transports } from './endpoint.js'
import { ipcDirectory } from './ipc-directory.js'
import { assertFree } from './ipc-file.js'
import type { MessageSocket } from './message-socket.js'
import { SocketsError } from './sockets-error.js'

export interface EndpointBookOptions {
  readonly transport: Transport
  /** Directory of ipc files. Left out: a private one. */
  readonly directory?: string | undefined
  /**
   * Address that tcp sockets bind to. Only loopback ones: beyond them peers need authentication.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined
}

export interface EndpointBook {
  /** Binds the socket under its name: `broker` is `ipc://<directory>/broker.ipc`. @returns the endpoint to connect to */
  bind(socket: MessageSocket, name: string): Promise<string>
  /** Removes files and directories. Twice is the same as once. */
  release(): void
}

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]']

function ipcBook(directory: string | undefined): EndpointBook {
  const place = ipcDirectory(directory)
  return {
    async bind(socket, name) {
      const fileName = `${name}.ipc`
      const path = join(place.path, fileName)
      const wanted = ipcEndpoint(path)
      await assertFree(path)
      const endpoint = await socket.bind(wanted)
      place.own(fileName)
      return endpoint
    },
    release: () => place.release(),
  }
}

function tcpBook(host: string): EndpointBook {
  if (!loopbackHosts.includes(host)) {
    throw new SocketsError(
      'invalid-option',
      `host is ${shown(host)}; allowed are ${loopbackHosts.join(', ')}: other hosts need authentication, which is not built yet`,
    )
  }
  const address = host === 'localhost' ? '127.0.0.1' : host
  return { bind: (socket) => socket.bind(`tcp://${address}:0`), release: () => undefined }
}

function inprocBook(): EndpointBook {
  const space = randomBytes(9).toString('base64url')
  return { bind: (socket, name) => socket.bind(`inproc://${space}/${name}`), release: () => undefined }
}

function check(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (!isAllowed) throw new SocketsError('invalid-option', `${name} is ${shown(value)}; allowed is ${allowed}`)
}

/** @throws SocketsError `endpoint-in-use`, `invalid-endpoint`, `invalid-option` */
export function endpointBook(options: EndpointBookOptions): EndpointBook {
  check(isOptions(options), 'options', options, 'an object')
  const { transport, directory, host = '127.0.0.1' } = options
  check(transports.includes(transport), 'transport', transport, transports.join(', '))
  check(directory === undefined || typeof directory === 'string', 'directory', directory, 'a path')
  switch (transport) {
    case 'inproc':
      return inprocBook()
    case 'ipc':
      return ipcBook(directory)
    case 'tcp':
      return tcpBook(host)
  }
}
