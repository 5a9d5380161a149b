/** The Python programs of `interop/python` as processes: what they print, line by line, and how they end. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Debian's python3-zmq is for this one. */
const executable = '/usr/bin/python3'
const programs = fileURLToPath(new URL('../../../interop/python/', import.meta.url))
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))

/** For the import of pyzmq on a busy machine. */
const probeMsMax = 20_000
/** No program outlives its test by more than this, whatever happens to the test. */
const programSecondsMax = 60

/** Whether the tests here can run. */
export const hasPython: boolean =
  spawnSync(executable, ['-c', 'import zmq.asyncio'], { timeout: probeMsMax }).status === 0

export const whyNoPython = `${executable} has no pyzmq: apt-get install python3-zmq`

export type Program = 'broker_dedicated' | 'main_dealer' | 'main_req' | 'pool' | 'raw_peer' | 'worker_dedicated'

export interface End {
  readonly code: number | null
  /** What was printed and not yet read. */
  readonly lines: readonly string[]
  readonly stderr: string
}

export class Peer {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  readonly #closed: Promise<unknown>
  #stderr = ''

  constructor(command: string, options: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(command, options, { env: { ...process.env, ...environment } })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
    // A program that ended early takes no more input; its end tells.
    this.#child.stdin.on('error', () => undefined)
    this.#closed = once(this.#child, 'close')
  }

  /** The next line that it prints. @throws where it ends instead */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.#child.spawnargs.join(' ')} ended: ${this.#stderr}`)
    return value
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Resolves when the process has ended. */
  async end(): Promise<End> {
    const lines: string[] = []
    for (let next = await this.#lines.next(); !next.done; next = await this.#lines.next()) lines.push(next.value)
    await this.#closed
    return { code: this.#child.exitCode, lines, stderr: this.#stderr }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }
}

/** `{ 'in-flight': 50, stop: true }` is `--in-flight 50 --stop`. */
export interface ProgramOptions {
  readonly [name: string]: string | number | true
}

export function python(program: Program, options: ProgramOptions): Peer {
  const file = `${program === 'raw_peer' ? fixtures : programs}${program}.py`
  const given: ProgramOptions = { timeout: programSecondsMax, ...options }
  const words = Object.entries(given).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  )
  return new Peer(executable, [file, ...words], { PYTHONPATH: programs, PYTHONDONTWRITEBYTECODE: '1' })
}
