/** A row in a process of its own: hears its verdict, and sees that the process ends by itself, in time, and with nothing left behind. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Row, standardTimeLimitMs } from './row.js'
import type { RowRun } from './run-row.js'
import { foldersOf } from './scene/scene.js'
import type { Verdict } from './verdict.js'

const program = fileURLToPath(new URL('../dist/run-row.js', import.meta.url))

/** Lines of what it said that tell why it ended. */
const lastLinesMax = 30

export async function runRow(row: Row, run: RowRun): Promise<Verdict> {
  const child = start(run)
  let verdict: Verdict | undefined
  child.on('message', (message) => {
    verdict = message as Verdict
  })
  const said = Promise.all([textOf(child.stderr), textOf(child.stdout)])
  const { timeLimitMs = standardTimeLimitMs } = row
  const fault = await faultOfEnd(child, timeLimitMs)
  const played = verdict ?? { endings: [], faults: [], findings: [], requests: 0, starts: 0 }
  if (fault === undefined && verdict !== undefined) return verdict
  const last = (await said).join('').split('\n').slice(-lastLinesMax).join('\n')
  return { ...played, faults: [...played.faults, fault ?? 'it ended without a verdict', last] }
}

/** In a process group of its own, so that whatever it started can be ended with it. */
function start(run: RowRun): ChildProcess {
  const child = fork(program, [JSON.stringify(run)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  const endGroup = (): void => endProcessGroup(child)
  process.once('exit', endGroup)
  child.once('close', () => {
    endGroup()
    process.off('exit', endGroup)
  })
  return child
}

function endProcessGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}

/** @returns what was wrong with the end of the process, or undefined */
async function faultOfEnd(child: ChildProcess, timeLimitMs: number): Promise<string | undefined> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    endProcessGroup(child)
  }, timeLimitMs)
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  endProcessGroup(child)
  removeFolders(child)
  if (isLate) return `it did not end within ${timeLimitMs} ms`
  return code === 0 ? undefined : `its process ended with ${signal ?? code}`
}

/** Those of a row that was killed; others have none any more. */
function removeFolders({ pid = 0 }: ChildProcess): void {
  for (const entry of readdirSync(tmpdir())) {
    if (entry.startsWith(foldersOf(pid))) rmSync(join(tmpdir(), entry), { recursive: true, force: true })
  }
}

function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream ? text(stream) : Promise.resolve('')
}
