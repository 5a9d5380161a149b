/** The Python programs of interop/python: the seed's topologies on pyzmq, driven by their own main. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { end } from '../servers/server.js'
import { type Driven, type DrivenLoad, type DrivenResult, type System, usualCapabilities } from './system.js'
import { workerNames } from './targets.js'

/** Debian has ZeroMQ for its own Python. */
const python = '/usr/bin/python3'
const programs = fileURLToPath(new URL('../../../../interop/python', import.meta.url))

/** About what they answer a second; a slice then takes about as long as it should. */
const requestsPerSecond = 700
/** Of a slice, the first tenth warms up. */
const warmUpShare = 0.1
/** Without its text a request has about as many characters. */
const envelopeChars = 60

const can = {
  ...usualCapabilities,
  handlers: ['nothing'],
  workersMax: 2,
  inFlightMax: 1000,
  bodyBytesMax: 1024,
  canBePaced: false,
} as const
const carries = { bytes: 'JSON of as many characters', json: 'JSON text' }

export const pythonDedicated: System = {
  name: 'python',
  tells: 'interop/python: dedicated workers in processes of their own, over ipc',
  carries,
  can,
  missing: whatIsMissing,
  start: ({ workers }) =>
    startPython(workers, [
      ['broker_dedicated', '--workers', String(workers)],
      ...workerNames(workers).map((name) => ['worker_dedicated', '--name', name]),
    ]),
}

/** As the program has it, worker.1 asks worker.2 before it answers: of ten workers it does for one request in ten. */
const namesInPool = 10

export const pythonPool: System = {
  name: 'python-pool',
  tells: `interop/python: a pool of ${namesInPool} workers on two event loops, over ipc; one request in ten is nested`,
  carries,
  can,
  missing: whatIsMissing,
  start: () => startPython(namesInPool, [['pool', '--workers', String(namesInPool), '--loops', '2']]),
}

async function startPython(workers: number, commands: readonly (readonly string[])[]): Promise<Driven> {
  const folder = mkdtempSync(join(tmpdir(), 'python-'))
  const children: ChildProcess[] = []
  for (const [program = '', ...options] of commands) {
    const child = run(folder, program, [...options, '--timeout', '86400'])
    children.push(child)
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  }
  return {
    kind: 'driven',
    drive: (load) => drive(folder, workers, load),
    async stop() {
      await Promise.all(children.map(end))
    },
  }
}

async function drive(folder: string, workers: number, load: DrivenLoad): Promise<DrivenResult> {
  const messages = Math.max(
    2 * load.inFlight,
    Math.round((requestsPerSecond * (load.warmUpMs + load.measureMs)) / 1000),
  )
  const note = 'x'.repeat(Math.max(0, load.bodyBytes - envelopeChars))
  const main = run(folder, 'main_dealer', [
    `--workers=${workers}`,
    `--in-flight=${load.inFlight}`,
    `--messages=${messages}`,
    `--extra=${JSON.stringify({ note })}`,
  ])
  const times: number[] = []
  createInterface(main.stdout).on('line', () => times.push(performance.now()))
  await once(main, 'close')
  if (times.length < messages) throw new Error(`${messages - times.length} of ${messages} requests had no answer`)
  const counted = times.slice(Math.floor(messages * warmUpShare))
  const seconds = ((counted.at(-1) as number) - (counted[0] as number)) / 1000
  return { requests: counted.length - 1, seconds }
}

function run(folder: string, program: string, options: readonly string[]): ReturnType<typeof spawnPython> {
  return spawnPython([join(programs, `${program}.py`), '--dir', folder, ...options])
}

function spawnPython(args: readonly string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  return spawn(python, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

function whatIsMissing(): string | undefined {
  try {
    execFileSync(python, ['-c', 'import zmq'], { stdio: 'ignore' })
    return undefined
  } catch {
    return `${python} with pyzmq (python3-zmq) is not installed`
  }
}
