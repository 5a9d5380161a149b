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

const fixture = (file: string): string => fileURLToPath(new URL(`fixtures/${file}`, import.meta.url))

export class ProcessScene {
  readonly sockets: SocketFactory = zeromqSockets()
  /** It hears `stopped` where a connection ends, too. */
  readonly front: FakeBroker = new FakeBroker(this.sockets, { disconnectMessage: 'E1z0,-;' })
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
    const child = fork(fixture('serving.mjs'), {
      env: { ...process.env, [launchVariable]: JSON.stringify({ [launchKey]: descriptor, data }) },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.on('data', (text) => (this.stderr += String(text)))
    this.#children.push(child)
    return child
  }

  /** A process whose child is the worker. */
  async forkParent(): Promise<ChildProcess> {
    const front = await this.front.listenIn(this.#book)
    const child = fork(fixture('forking.mjs'), [front], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
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
