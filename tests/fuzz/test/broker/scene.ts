/**
 * A broker without threads, on sockets in memory: its front and its results, a dedicated worker whose thread is played
 * by a peer, a worker of the JSON profile, and a healthy client with a healthy attached worker.
 */
import {
  type AnnouncedWorker,
  type OutcomeRecord,
  packetEncoder,
  payloadCodecs,
  resolveLimits,
  type ProtocolLimits,
  type WireRecord,
} from '@errand/protocol'
import { endpointBook, memorySockets, type SocketFactory } from '@errand/sockets'
import { type ManualClock, manualClock } from '@errand/timing'
import { textOf } from '../frames.js'
import {
  BrokerCore,
  faultsOf,
  Front,
  JsonWorkers,
  memoryQueue,
  newTrafficCounters,
  Results,
  standardQueueLimits,
} from '../parts.js'
import { Peer } from './peer.js'
import { Stage } from './stage.js'

/** Small, so that each is met. */
export const limits: ProtocolLimits = resolveLimits({
  bodyBytesMax: 2048,
  inlineCharsMax: 64,
  packetChars: 1024,
  metadataCharsMax: 256,
})

export const firstLease = 1000
export const launchedPeer = 'launched.1#e1'
export const jsonWorker = 'json.1'
export const launchedName = 'launched.1'
const healthyName = 'healthy-9f2c'
const clockStartMs = 5000

export interface Endpoints {
  readonly front: string
  readonly results: string
}

export class BrokerScene {
  readonly stage: Stage = new Stage()
  readonly sockets: SocketFactory = memorySockets(this.stage.network)
  readonly clock: ManualClock = manualClock({ startMs: clockStartMs })
  readonly core: BrokerCore
  readonly #front: Front
  readonly #results: Results
  readonly #json: JsonWorkers
  readonly #book = endpointBook({ transport: 'inproc' })
  readonly #traffic = newTrafficCounters()
  #healthyClient: Peer | undefined
  #healthyWorker: Peer | undefined
  #asked = 0
  #endpoints: Endpoints = { front: '', results: '' }

  constructor() {
    const { sockets, clock } = this
    const codecs = payloadCodecs()
    this.core = new BrokerCore({
      clients: { send: (client, outcome, worker) => this.#front.send(client, outcome, worker) },
      queue: memoryQueue({ ...standardQueueLimits, queuedPerTargetMax: 2, queuedBytesMax: 20_000 }),
      firstLease,
    })
    const common = { core: this.core, clock, sockets, limits, traffic: this.#traffic }
    this.#front = new Front({
      ...common,
      schedule: this.stage.schedule,
      forms: 'any',
      heldBytesPerClientMax: 20_000,
      ring: () => undefined,
      isOwn: () => false,
      changed: () => undefined,
      report: () => undefined,
    })
    this.#results = new Results({ changed: () => undefined, ...common, codecs })
    this.#json = new JsonWorkers({ ...common, codecs, book: this.#book, results: this.#results })
  }

  get endpoints(): Endpoints {
    return this.#endpoints
  }

  async open(): Promise<void> {
    this.#endpoints = { front: await this.#front.bind(this.#book), results: await this.#results.bind(this.#book) }
    await this.#json.open(jsonWorker)
    this.#launch()
    this.#healthyClient = new Peer(this.sockets, this.endpoints.front, { routingId: `${healthyName}/client` })
    this.#healthyWorker = new Peer(this.sockets, this.endpoints.front, { routingId: `${healthyName}/worker` })
    say(this.#healthyWorker, { kind: 'ready', slots: 4, metadata: '', ...announcementOf(healthyName) })
    await this.stage.settle()
  }

  /** Throws where something is not as it always is. */
  assertSound(): void {
    const [error] = this.stage.thrown
    if (error !== undefined) throw error
    const [fault] = faultsOf(this.core)
    if (fault !== undefined) throw new Error(fault)
  }

  /** Throws where the healthy client does not get the answer of the healthy worker, or gets anything else. */
  async assertServes(): Promise<void> {
    const client = this.#healthyClient as Peer
    const worker = this.#healthyWorker as Peer
    const id = ++this.#asked
    client.heard.length = 0
    worker.heard.length = 0
    say(client, {
      kind: 'request',
      id,
      target: healthyName,
      deadlineMs: 60_000,
      attempts: 1,
      metadata: '',
      codec: 'j',
      body: `${id}`,
    })
    await this.stage.settle()
    const tasks = worker.records(limits)
    const [task] = tasks
    if (tasks.length !== 1 || task?.kind !== 'task') throw new Error(`a healthy worker got ${JSON.stringify(tasks)}`)
    say(worker, { kind: 'reply', id: task.id, metadata: '', codec: task.codec, body: task.body })
    await this.stage.settle()
    const answers = client.records(limits)
    const expected = JSON.stringify([{ kind: 'reply', id, metadata: '', codec: 'j', body: `${id}` }])
    if (JSON.stringify(answers) !== expected) throw new Error(`a healthy client got ${JSON.stringify(answers)}`)
  }

  /** Moves the clock, and ends what is due. */
  async wait(ms: number): Promise<void> {
    this.clock.advance(ms)
    this.core.tick(this.clock.now())
    await this.stage.settle()
  }

  /** What the broker counted at least once. */
  situations(): readonly string[] {
    const { failed, ...counters } = { ...this.core.counters, ...this.#traffic }
    const entries = [...Object.entries(failed), ...Object.entries(counters)]
    return entries.filter(([, count]) => count > 0).map(([situation]) => situation)
  }

  close(): void {
    this.#json.close()
    this.#front.close()
    this.#results.close()
    this.sockets.closeAll()
  }

  /** The lane of a dedicated worker, as the launcher opens it; its tasks go nowhere, its answers come from any peer. */
  #launch(): void {
    const { core, clock } = this
    const lane = core.laneOpened(launchedPeer, launchedName, { send: () => undefined })
    core.announced(lane, [workerOf(launchedName)], 2, clock.now())
    this.#results.expect(launchedPeer, { lane, announced: () => undefined })
  }
}

function workerOf(name: string): AnnouncedWorker {
  return { name, services: [], concurrency: 1 }
}

function announcementOf(name: string): Pick<OutcomeRecord, 'codec' | 'body'> {
  return payloadCodecs().encode({ workers: [workerOf(name)] })
}

function say(peer: Peer, record: WireRecord): void {
  const encoder = packetEncoder(limits, 'any')
  encoder.add(record)
  peer.say(encoder.take().map(textOf))
}
