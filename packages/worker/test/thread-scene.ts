/** The sockets of a broker around one thread that it launched: what the thread says is written down, and it is told things. */
import { randomUUID } from 'node:crypto'
import type { WorkerOptions as ThreadOptions } from 'node:worker_threads'
import { defaultLimits, newStartLog, packetEncoder, StartLogReader, type WireRecord } from '@errand/protocol'
import { type MessageSocket, type SocketFactory, ThreadHandle, zeromqSockets } from '@errand/sockets'
import { FakeBroker } from './fake-broker.js'
import { PortPeer } from './port-peer.js'
import { until } from './runner-scene.js'

const epoch = 'k3v9'

export interface SceneOptions extends ThreadOptions {
  readonly heartbeatIntervalMs?: number
  readonly data?: object
}

export class ThreadScene {
  readonly sockets: SocketFactory = zeromqSockets()
  readonly results: FakeBroker = new FakeBroker(this.sockets)
  readonly front: FakeBroker = new FakeBroker(this.sockets)
  readonly handle: ThreadHandle = new ThreadHandle()
  readonly #space = randomUUID()
  readonly #starts = newStartLog()
  readonly #work: MessageSocket = this.sockets.open('push', { highWaterMark: 0 })
  readonly #stop: MessageSocket = this.sockets.open('pair')
  #isStopAnswered = false

  /** A dedicated worker of this name. */
  async dedicated(name: string, { heartbeatIntervalMs = 0, data, ...options }: SceneOptions = {}): Promise<PortPeer> {
    this.#stop.listen(() => {
      this.#isStopAnswered = true
    })
    const own = { work: await this.#bind('work', this.#work), stop: await this.#bind('stop', this.#stop) }
    const endpoints = { ...(await this.#endpoints()), ...own }
    return new PortPeer({ kind: 'worker', ...this.#basis(name, heartbeatIntervalMs), endpoints }, data, options)
  }

  /** An event loop that runs these workers. */
  async loop(workers: readonly string[], options: SceneOptions = {}): Promise<PortPeer> {
    const { heartbeatIntervalMs = 0, data, ...more } = options
    const basis = this.#basis('loop.1', heartbeatIntervalMs)
    const endpoints = await this.#endpoints()
    return new PortPeer({ kind: 'loop', ...basis, endpoints, workers }, { as: 'loop', ...data }, more)
  }

  /** To the dedicated worker. */
  send(...records: readonly WireRecord[]): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of records) encoder.add(record)
    this.#work.send(encoder.take())
    this.handle.ring('work')
  }

  /** To whoever spoke last for the first time at the front. */
  answer(record: WireRecord): void {
    this.front.send(record)
    this.handle.ring('front')
  }

  stop(): void {
    this.#stop.send([''])
    this.handle.ring('stop')
  }

  async stopIsAnswered(): Promise<void> {
    await until(() => this.#isStopAnswered)
  }

  hasStarted(task: number): boolean {
    return new StartLogReader(this.#starts).hasStarted(task, 0)
  }

  async starts(task: number): Promise<void> {
    await until(() => this.hasStarted(task))
  }

  /** Ends the thread as a broker does that has lost its patience. */
  async end({ thread }: PortPeer): Promise<number> {
    this.handle.raiseClosing()
    this.handle.waitUntilQuiet(10_000)
    return thread.terminate()
  }

  #basis(name: string, heartbeatIntervalMs: number) {
    const { memory: control } = this.handle
    return { name, epoch, limits: defaultLimits, heartbeatIntervalMs, control, starts: this.#starts }
  }

  async #endpoints(): Promise<{ front: string; results: string }> {
    const at = (name: string): string => `inproc://${this.#space}/${name}`
    return { front: await this.front.listen(at('front')), results: await this.results.listen(at('results')) }
  }

  #bind(name: string, socket: MessageSocket): Promise<string> {
    return socket.bind(`inproc://${this.#space}/${name}`)
  }
}
