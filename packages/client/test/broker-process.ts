/** A broker in a process of its own, for tests that kill or stop it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from './scene.js'

const file = fileURLToPath(new URL('fixtures/broker-process.mjs', import.meta.url))

export interface AskedRequest {
  readonly peer: string
  readonly id: number
  readonly attempts: number
}

export class BrokerProcess {
  /** What it was asked, in the order in which that came. */
  readonly asked: AskedRequest[] = []
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (request: AskedRequest) => this.asked.push(request))
  }

  /** Resolves when it is bound. */
  static async start(endpoint: string): Promise<BrokerProcess> {
    // Not the conditions under which tests read the sources.
    const child = fork(file, [endpoint], { execArgv: [] })
    await once(child, 'message')
    return new BrokerProcess(child)
  }

  /** Resolves when it was asked so much. */
  async wasAsked(count: number): Promise<void> {
    await until(() => this.asked.length >= count)
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  stop(): void {
    this.#child.kill('SIGSTOP')
  }

  goOn(): void {
    this.#child.kill('SIGCONT')
  }
}
