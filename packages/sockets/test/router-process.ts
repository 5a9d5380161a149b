/** A ROUTER in a process of its own, for tests that kill or stop it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('fixtures/router-process.mjs', import.meta.url))

export class RouterProcess {
  /** What came to it: `id: text`. */
  readonly received: string[] = []
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (text: string) => this.received.push(text))
  }

  /** Resolves when it is bound. */
  static async start(endpoint: string): Promise<RouterProcess> {
    // Not the conditions under which tests read the sources.
    const child = fork(file, [endpoint], { execArgv: [] })
    await once(child, 'message')
    return new RouterProcess(child)
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
