/** A stranger that knocks at sockets of the file system, and tells how each was answered. */
import { connect } from 'node:net'
import { readInput, tell } from './starter.js'

export interface UninvitedInput {
  readonly paths: readonly string[]
}

const { paths } = readInput() as UninvitedInput
const codes = await Promise.all(paths.map(knock))
await tell('tried', codes)

/** @returns the system's code for why it cannot enter */
function knock(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve('connected'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}
