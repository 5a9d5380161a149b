/** Endpoints that nobody has used, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Transport } from '../src/endpoint.js'

let count = 0

/** Linux has a whole network of loopback addresses: on one of one's own no port is taken by somebody else meanwhile. */
function loopbackAddress(): string {
  if (process.platform !== 'linux') return '127.0.0.1'
  const parts = Array.from({ length: 3 }, () => 1 + Math.floor(Math.random() * 254))
  return `127.${parts.join('.')}`
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Its files are removed behind the tests of the file that calls this. */
export function endpointSource(transport: Transport): () => string | Promise<string> {
  if (transport === 'inproc') return () => `inproc://test-${count++}`
  if (transport === 'tcp') {
    return async () => {
      const host = loopbackAddress()
      return `tcp://${host}:${await freePort(host)}`
    }
  }
  const directory = mkdtempSync(join(tmpdir(), 'sockets-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return () => `ipc://${join(directory, `${count++}.ipc`)}`
}
