/** What a test here starts, in a directory of its own: brokers, clients and processes. All of it is ended with the test. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Broker, type BrokerOptions, startBroker } from '@errand/broker'
import { type Client, type ClientOptions, connect } from '@errand/client'
import type { TestContext } from 'vitest'
import { hasPython, Peer, type Program, type ProgramOptions, python, whyNoPython } from './python.js'

export const dedicatedModule = new URL('../fixtures/dedicated.mjs', import.meta.url)
export const loopModule = new URL('../fixtures/loop.mjs', import.meta.url)

/** `worker.1` up to `worker.<count>`. */
export function workerNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `worker.${index + 1}`)
}

export class Scene {
  readonly directory: string
  readonly #peers: Peer[] = []
  readonly #brokers: Broker[] = []
  readonly #clients: Client[] = []

  constructor(directory: string) {
    this.directory = directory
  }

  /** Where the socket of that name is. */
  endpoint(name: 'broker' | 'stopper'): string {
    return `ipc://${this.directory}/${name}.ipc`
  }

  python(program: Program, options: ProgramOptions = {}): Peer {
    return this.#keep(python(program, { dir: this.directory, ...options }))
  }

  /** One of the programs that say `ready`, once it has. */
  async ready(program: Program, options?: ProgramOptions): Promise<Peer> {
    const peer = this.python(program, options)
    const line = await peer.line()
    if (line !== 'ready') throw new Error(`${program} is not ready but says ${line}`)
    return peer
  }

  /** A program of the fixtures. */
  node(fixture: string): Peer {
    const file = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url))
    return this.#keep(new Peer(process.execPath, [file, this.directory]))
  }

  async broker(
    options: BrokerOptions,
    start: (options: BrokerOptions) => Promise<Broker> = startBroker,
  ): Promise<Broker> {
    const broker = await start({ transport: 'ipc', directory: this.directory, ...options })
    this.#brokers.push(broker)
    return broker
  }

  client(profile: 'packets' | 'json', options: Partial<ClientOptions> = {}): Client {
    const client = connect({ endpoint: this.endpoint('broker'), profile, ...options })
    this.#clients.push(client)
    return client
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy()
    await Promise.all(this.#peers.map((peer) => peer.kill()))
    await Promise.all(this.#brokers.map((broker) => broker.close({ drainMs: 0 })))
    await rm(this.directory, { recursive: true })
  }

  #keep(peer: Peer): Peer {
    this.#peers.push(peer)
    return peer
  }
}

/** Without Python there is no scene, and the test is skipped. */
export async function openScene({ onTestFinished, skip }: TestContext): Promise<Scene> {
  if (!hasPython) skip(whyNoPython)
  const scene = new Scene(await mkdtemp(join(tmpdir(), 'interop-')))
  onTestFinished(() => scene.close())
  return scene
}
