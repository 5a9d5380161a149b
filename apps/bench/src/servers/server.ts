/** A server of Debian's that a system needs: started on a free port of loopback, and ended with it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, connect, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface Server {
  readonly port: number
  stop(): Promise<void>
}

export interface ServerProgram {
  readonly program: string
  readonly argsOf: (port: number) => readonly string[]
}

const startMsMax = 5000
const lookMs = 20

/** @returns what is not installed, or undefined */
export function missingProgram(program: string, versionFlag: string): string | undefined {
  try {
    execFileSync(program, [versionFlag], { stdio: 'ignore' })
    return undefined
  } catch {
    return `${program} is not installed`
  }
}

/** @throws Error where it does not listen in time */
export async function startServer({ program, argsOf }: ServerProgram): Promise<Server> {
  const port = await freePort()
  const child = spawn(program, argsOf(port), { stdio: 'ignore' })
  await Promise.race([
    listening(program, port),
    once(child, 'exit').then(() => Promise.reject(new Error(`${program} has ended`))),
  ])
  return { port, stop: () => end(child) }
}

async function listening(program: string, port: number): Promise<void> {
  for (let waited = 0; waited < startMsMax; waited += lookMs) {
    if (await accepts(port)) return
    await delay(lookMs)
  }
  throw new Error(`${program} does not listen after ${startMsMax} ms`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
