/** A driver's process, seen from the bench. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DriverAnswer, DriverCommand } from '../driver/driver.js'
import type { Sample } from '../figures/sample.js'
import type { Load, SliceTimes } from '../scenarios/load.js'
import type { Setup } from '../scenarios/setup.js'

const program = fileURLToPath(new URL('../driver/driver.js', import.meta.url))

/** What takes longer than this does not end any more; a million requests take some minutes. */
const commandMsMax = 300_000
const stopMsMax = 10_000

export class DriverProcess {
  readonly #child: ChildProcess
  #said = ''

  /** @param folder where it and what it starts put their files */
  constructor(folder: string) {
    this.#child = fork(program, {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, TMPDIR: folder },
      // In a group of its own, so that what it has started ends with it.
      detached: true,
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = lastCharsOf(this.#said + text)
    })
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async start(system: string, setup: Setup): Promise<void> {
    await this.#command({ do: 'start', system, setup })
  }

  async slice(load: Load, times: SliceTimes): Promise<Sample> {
    return (await this.#command({ do: 'slice', load, times })) ?? {}
  }

  /**
   * Servers go first; then the process is killed, whatever it still has open.
   *
   * @throws Error where the system does not stop by itself; it has ended all the same
   */
  async stop(): Promise<void> {
    if (!this.isAlive) return
    const ended = once(this.#child, 'exit')
    try {
      await this.#command({ do: 'stop' }, stopMsMax)
    } finally {
      this.kill()
      await ended
    }
  }

  /** At once, whatever it does. */
  kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL')
    } catch {
      // Nobody of it is left.
    }
  }

  async #command(command: DriverCommand, msMax = commandMsMax): Promise<Sample | undefined> {
    const waiting = new AbortController()
    const timer = setTimeout(() => waiting.abort(), msMax)
    const { signal } = waiting
    const answer = Promise.race([
      once(this.#child, 'message', { signal }).then(([message]) => message as DriverAnswer),
      once(this.#child, 'exit', { signal }).then(() => undefined),
    ])
    this.#child.send(command, () => undefined)
    try {
      return sampleOf(await answer, this.#said)
    } catch (error) {
      if (!signal.aborted) throw error
      this.kill()
      throw new Error(`no answer to "${command.do}" within ${msMax} ms. ${this.#said}`.trim(), { cause: error })
    } finally {
      clearTimeout(timer)
      waiting.abort()
    }
  }
}

function sampleOf(answer: DriverAnswer | undefined, said: string): Sample | undefined {
  if (answer === undefined) throw new Error(`its process has ended. ${said}`.trim())
  if (answer.is === 'failed') throw new Error(answer.message)
  return answer.sample
}

function lastCharsOf(text: string): string {
  return text.slice(-2000)
}
