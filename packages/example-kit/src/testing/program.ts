/** Runs a built program as a process of its own, and hears what it says. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  /**
   * Milliseconds within which it has to end; then it is killed, and `ended` rejects.
   * @default 30000
   */
  readonly deadlineMs?: number
}

export interface ProgramEnd {
  readonly code: number | null
  /** The signal that ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | null
  readonly lines: readonly string[]
  readonly err: string
}

export interface Program {
  readonly pid: number
  /** Resolves when it has said something. Rejects when it ends in silence. */
  readonly spoke: Promise<void>
  readonly ended: Promise<ProgramEnd>
  kill(...signals: NodeJS.Signals[]): void
  /** Reads no more of what it says. */
  stopReading(): void
}

/** Variables of the test's own run that would change what a program prints. */
const hiddenVariables = new Set(['FORCE_COLOR', 'NO_COLOR', 'NODE_OPTIONS'])

export function startProgram(
  main: URL,
  args: readonly string[],
  { env = {}, deadlineMs = 30_000 }: ProgramOptions = {},
): Program {
  const inherited = Object.entries(process.env).filter(([name]) => !hiddenVariables.has(name))
  const child = spawn(process.execPath, [fileURLToPath(main), ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const err = text(child.stderr)
  const reader = createInterface({ input: child.stdout })
  const spoke = new Promise<void>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line)
      resolve()
    })
    child.once('close', () => reject(new Error(`${args.join(' ')}: it ended without a word`)))
  })
  spoke.catch(() => undefined)

  async function end(): Promise<ProgramEnd> {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, deadlineMs)
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    clearTimeout(timer)
    if (!isLate) return { code, signal, lines, err: await err }
    const said = [...lines.slice(-20), await err].join('\n')
    throw new Error(`${args.join(' ')}: it did not end within ${deadlineMs} ms; the last that it said:\n${said}`)
  }

  return {
    pid: child.pid ?? 0,
    spoke,
    ended: end(),
    kill: (...signals) => {
      for (const signal of signals) child.kill(signal)
    },
    stopReading: () => child.stdout.destroy(),
  }
}
