/**
 * What a row plays in: brokers with workers, clients, other processes. All of it is noted, ended with the scene in order, and
 * audited.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Broker, type BrokerOptions, type BrokerStats, startBroker } from '@errand/broker'
import type { ClientOptions } from '@errand/client'
import { audit } from '../audit/audit.js'
import type { ClientLog } from '../audit/client-log.js'
import type { Finding } from '../audit/finding.js'
import { readHandlerLog } from '../audit/handler-log.js'
import { ChaosProxy } from '../chaos-proxy/chaos-proxy.js'
import type { AttachedInput } from '../programs/attached.js'
import { type Random, randomFrom } from '../random.js'
import { AuditedClient } from './audited-client.js'
import { FarClient } from './far-client.js'
import { type Placement, type WorkerData, workersIn } from './placements.js'
import { Program, type ProgramOptions } from './program.js'
import { Restarts } from './restarts.js'
import { until } from './until.js'

export interface SceneOptions {
  readonly seed: number
  readonly placement: Placement
  /** How often the row was asked to do what it does, where it does it often. */
  readonly times?: number | undefined
}

interface AttachedOptions extends Partial<WorkerData>, Pick<ProgramOptions, 'isVictim' | 'under'> {
  /** Where it connects, if that is not the broker itself. */
  readonly endpoint?: string
  readonly loss?: AttachedInput['loss']
}

export interface Audited {
  readonly findings: readonly Finding[]
  readonly requests: number
  readonly starts: number
}

/** Rows are not there to wait. Their workers may crash as often as they are made to. */
const hastyOptions: BrokerOptions = {
  stopGraceMs: 5000,
  hangGraceMs: 200,
  heartbeatIntervalMs: 200,
  restart: { minDelayMs: 10, maxDelayMs: 100, crashesMax: Infinity },
}

/** A busy machine is late by so much, at most. */
const slackMs = 2000
/** Clients that left, and requests at their deadlines, are gone from a broker after a moment. */
const settleMsMax = 2000
/** A process that starts on a busy machine, or attaches again after a pause. */
const servedMsMax = 15_000

/** How the folders begin of scenes in that process. */
export function foldersOf(pid: number): string {
  return `errand-faults-${pid}-`
}

/** What a broker has counted, when all has ended that can. */
async function booksOf(broker: Broker): Promise<BrokerStats> {
  let stats = await broker.stats()
  await until(async () => (stats = await broker.stats()).open === 0, settleMsMax)
  return stats
}

export class Scene {
  readonly placement: Placement
  readonly random: Random
  /** For whatever the row needs; removed with the scene. */
  readonly folder: string
  readonly #options: SceneOptions
  readonly #handlerLog: string
  readonly #brokers = new Map<Broker, Restarts>()
  readonly #books: BrokerStats[] = []
  readonly #clients: AuditedClient[] = []
  readonly #farClients: FarClient[] = []
  readonly #programs: Program[] = []
  readonly #outsiders: string[] = []
  readonly #cleanups: (() => unknown)[] = []

  constructor(options: SceneOptions) {
    this.#options = options
    this.placement = options.placement
    this.random = randomFrom(`${options.seed}/${options.placement}`)
    this.folder = mkdtempSync(join(tmpdir(), foldersOf(process.pid)))
    this.#handlerLog = join(this.folder, 'handlers')
    writeFileSync(this.#handlerLog, '')
  }

  /** @param standard how often where the command line does not say */
  times(standard: number): number {
    return this.#options.times ?? standard
  }

  data(data: Partial<WorkerData> = {}): WorkerData {
    return { handlerLog: this.#handlerLog, ...data }
  }

  /** The part of a broker's options by which these workers run in the placement of the scene. */
  workers(names: readonly string[], data: Partial<WorkerData> = {}): BrokerOptions {
    return workersIn(this.placement, names, this.data(data))
  }

  async broker(options: BrokerOptions): Promise<Broker> {
    const broker = await startBroker({ ...hastyOptions, ...options })
    this.#brokers.set(broker, new Restarts(broker))
    return broker
  }

  client({ endpoint }: Pick<Broker, 'endpoint'>, options: Partial<ClientOptions> = {}): AuditedClient {
    const client = new AuditedClient(`c${this.#clients.length + 1}`, { endpoint, ...options }, this.random)
    this.#clients.push(client)
    return client
  }

  /** A client in a process of its own, which runs under a command: that of a network namespace. */
  farClient(endpoint: string, under: readonly string[]): FarClient {
    const name = this.outsider(`far${this.#farClients.length + 1}`)
    const client = new FarClient(
      this.program('far-client', { input: { name, endpoint, seed: this.#options.seed }, under }),
    )
    this.#farClients.push(client)
    return client
  }

  program(name: string, options: ProgramOptions): Program {
    const program = new Program(name, options)
    this.#programs.push(program)
    return program
  }

  /** A worker in a process of its own; resolves when the broker serves it. */
  async attached(broker: Broker, name: string, options: AttachedOptions = {}): Promise<Program> {
    const { isVictim = false, under = [], endpoint = broker.endpoint, loss, ...data } = options
    const input = { endpoint, name, data: this.data(data), ...(loss && { loss }) } satisfies AttachedInput
    const program = this.program('attached', { input, isVictim, under })
    await this.isServed(broker, name)
    return program
  }

  /** Resolves when the broker has such a worker. */
  async isServed(broker: Broker, name: string): Promise<void> {
    const isThere = await until(
      async () => (await broker.stats()).workers.some((worker) => worker.name === name),
      servedMsMax,
    )
    if (!isThere) throw new Error(`the broker has no worker ${name}`)
  }

  /** A proxy in front of a broker that listens on tcp. */
  async proxy({ endpoint }: Pick<Broker, 'endpoint'>): Promise<{ proxy: ChaosProxy; endpoint: string }> {
    const proxy = new ChaosProxy(endpoint, this.random)
    this.onEnd(() => proxy.close())
    return { proxy, endpoint: await proxy.listen() }
  }

  /** Requests whose keys begin with this name are of a client that keeps no log, and are sent once. */
  outsider(name: string): string {
    this.#outsiders.push(name)
    return name
  }

  /** Called when the scene ends, the last first. */
  onEnd(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup)
  }

  async end(): Promise<Audited> {
    for (const client of this.#clients) await client.close()
    const farLogs = await Promise.all(this.#farClients.map((client) => client.close()))
    for (const [broker, restarts] of this.#brokers) {
      this.#books.push(await booksOf(broker))
      await restarts.settle()
      await broker.close({ drainMs: 0 })
    }
    for (const program of this.#programs) await program.dismiss()
    for (const cleanup of this.#cleanups.toReversed()) await cleanup()
    const audited = this.#audit(farLogs.filter((log) => log !== undefined))
    rmSync(this.folder, { recursive: true, force: true })
    return audited
  }

  #audit(farLogs: readonly ClientLog[]): Audited {
    const clients = [...this.#clients.map(({ log }) => log), ...farLogs]
    const handlers = readHandlerLog(this.#handlerLog)
    const findings = audit({ clients, brokers: this.#books, handlers, outsiders: this.#outsiders, slackMs })
    return {
      findings: [...findings, ...this.#programs.flatMap((program) => program.findings())],
      requests: clients.reduce((sum, { entries }) => sum + entries.length, 0),
      starts: handlers.filter(({ event }) => event === 'start').length,
    }
  }
}
