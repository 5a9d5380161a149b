/** Runs a fixture in a process of its own, on what was built, and tells how it ended. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ending {
  /** Exit code; null where a signal ended the process. */
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** Nothing here takes seconds; a process that does not end at all is a fault that must not hold up the tests. */
const hangMs = 100_000

export function runFixture(name: string, ...args: readonly (string | number)[]): Promise<Ending> {
  const file = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file, ...args.map(String)], { timeout: hangMs }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr })
    })
  })
}

/** How often an ending is tried in all, over all transports; ERRAND_ENDINGS asks for more. */
export const endingsMin = Number(process.env['ERRAND_ENDINGS'] ?? 21)
