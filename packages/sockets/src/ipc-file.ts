/** Looks whether an ipc file may be bound: libzmq deletes whatever is at the path, and takes over a living listener's. */
import { once } from 'node:events'
import { lstatSync } from 'node:fs'
import { connect } from 'node:net'
import { SocketsError } from './sockets-error.js'

function kindOf(path: string): 'nothing' | 'socket' | 'something else' {
  // As a BigInt, for the reason told in `file-removal.ts`.
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (!stats) return 'nothing'
  return stats.isSocket() ? 'socket' : 'something else'
}

async function somebodyListensAt(path: string): Promise<boolean> {
  const probe = connect(path)
  try {
    await once(probe, 'connect')
    return true
  } catch {
    // Refused: its owner was killed and left it.
    return false
  } finally {
    probe.destroy()
  }
}

/** @throws SocketsError `endpoint-in-use` where somebody listens there, or where the file is none of a socket */
export async function assertFree(path: string): Promise<void> {
  const kind = kindOf(path)
  if (kind === 'nothing') return
  if (kind === 'something else') {
    throw new SocketsError('endpoint-in-use', `ipc://${path} is in use: the file is no socket, and would be deleted`)
  }
  if (await somebodyListensAt(path)) {
    throw new SocketsError('endpoint-in-use', `ipc://${path} is in use: another program listens there`)
  }
}
