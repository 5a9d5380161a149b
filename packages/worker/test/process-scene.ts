/** A child process as a broker forks it, and the front that it attaches to. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defaultLimits, launchKey, launchVariable, type ProcessLaunch } from '@errand/protocol'
import { type EndpointBook, endpointBook, type SocketFactory, zeromqSockets } from '@errand/sockets'
import { FakeBroker } from './fake-broker.js'
import { until } from './runner-scene.js'

export interface ProcessEnding {
  readonly code: number | null
  readonly signal: string | null
}

export class ProcessScene {
  readonly sockets: SocketFactory = zeromqSockets()
  readonly front: FakeBroker = new FakeBroker(this.sockets)
  readonly #book: EndpointBook = endpointBook({ transport: 'ipc' })
  readonly #children: ChildProcess[] = []
  stderr = ''

  async fork(data: object = {}, heartbeatIntervalMs = 0): Promise<ChildProcess> {
    const front = await this.front.listenIn(this.#book)
    const descriptor: ProcessLaunch = {
      kind: 'process',
      name: 'worker.1',
      epoch: 'k3v9',
      limits: defaultLimits,
      heartbeatIntervalMs,
      endpoints: { front },
    }
    const child = fork(fileURLToPath(new URL('fixtures/serving.mjs', import.meta.url)), {
      env: { ...process.env, [launchVariable]: JSON.stringify({ [launchKey]: descriptor, data }) },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.on('data', (text) => (this.stderr += String(text)))
    this.#children.push(child)
    return child
  }

  /** Resolves when it has ended. */
  async ending(child: ChildProcess): Promise<ProcessEnding> {
    await until(() => child.exitCode !== null || child.signalCode !== null)
    return { code: child.exitCode, signal: child.signalCode }
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL')
    this.sockets.closeAll()
    this.#book.release()
  }
}
