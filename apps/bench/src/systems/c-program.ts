/** errand's topology of dedicated workers in plain C on libzmq: a program of the bench's own, built where it can be. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { end } from '../servers/server.js'
import { type DrivenResult, type System, usualCapabilities } from './system.js'

const source = fileURLToPath(new URL('../../native/dedicated.c', import.meta.url))
const compiler = 'cc'
const libraries = ['-lzmq', '-lpthread']

export function cProgram(transport: 'inproc' | 'ipc'): System {
  return {
    name: `c-${transport}`,
    tells: `C on libzmq, the sockets of errand's dedicated workers, a message for each request over ${transport}`,
    carries: { bytes: 'the bytes' },
    can: { ...usualCapabilities, forms: ['bytes'], handlers: ['nothing'], canBePaced: false },
    missing: whatIsMissing,
    async start({ workers }) {
      const folder = mkdtempSync(join(tmpdir(), 'c-'))
      const program = join(folder, 'dedicated')
      execFileSync(compiler, ['-O2', '-o', program, source, ...libraries])
      const child = spawn(program, [transport, folder, String(workers)], { stdio: ['pipe', 'pipe', 'inherit'] })
      const lines = createInterface(child.stdout)
      return {
        kind: 'driven',
        async drive({ inFlight, bodyBytes, warmUpMs, measureMs }) {
          const answer = once(lines, 'line') as Promise<[string]>
          child.stdin.write(`${inFlight} ${bodyBytes} ${warmUpMs} ${measureMs}\n`)
          return JSON.parse((await answer)[0]) as DrivenResult
        },
        stop: () => end(child),
      }
    },
  }
}

let missing: { readonly reason: string | undefined } | undefined

function whatIsMissing(): string | undefined {
  missing ??= { reason: tryToCompile() }
  return missing.reason
}

function tryToCompile(): string | undefined {
  try {
    const input = '#include <zmq.h>\nint main(void) { return zmq_errno(); }\n'
    execFileSync(compiler, ['-x', 'c', '-o', '/dev/null', '-', ...libraries], {
      input,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    return undefined
  } catch {
    return 'a C compiler or libzmq with its headers (libzmq3-dev) is not installed'
  }
}
