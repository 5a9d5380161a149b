// Child processes of the system tests: what they say, line by line, and how they end.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { fixture } from './topology.js'

export interface Child {
  readonly process: ChildProcess
  /** Resolves with the next line on its standard output. */
  nextLine(): Promise<string>
  /** Resolves when it has ended. */
  readonly ended: Promise<Ending>
}

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** Starts a fixture; it is killed when the test ends, if it has not ended. */
export function child(name: string, ...args: readonly string[]): Child {
  const started = spawn(process.execPath, [fileURLToPath(fixture(name)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void started.kill('SIGKILL'))
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]()
  let stderr = ''
  started.stderr.on('data', (text: Buffer) => {
    stderr += text.toString()
  })
  const ended = once(started, 'close').then(([code, signal]) => ({ code, signal, stderr }))
  return {
    process: started,
    async nextLine() {
      const line = await lines.next()
      return line.done ? '(end of output)' : line.value
    },
    ended,
  }
}
