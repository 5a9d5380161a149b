/** A broker in the calling thread: the core with its sockets, its lanes and its threads. */
import { randomInt } from 'node:crypto'
import { type FrameForms, payloadCodecs, peerOf } from '@errand/protocol'
import {
  beforeExit,
  type EndpointBook,
  endpointBook,
  flushSchedule,
  type MessageSocket,
  type SocketFactory,
  zeromqSockets,
} from '@errand/sockets'
import { alarm, systemClock } from '@errand/timing'
import { type Broker, type BrokerEndpoints, type BrokerStats, type CloseOptions, standardDrainMs } from './broker.js'
import { BrokerError } from './broker-error.js'
import { BrokerCore } from './core/broker-core.js'
import { memoryQueue } from './core/task-queue.js'
import { Front } from './front.js'
import { JsonWorkers } from './json/json-workers.js'
import { Launcher } from './launch/launcher.js'
import {
  type BrokerOptions,
  checkDrainMs,
  checkOptions,
  resolveBrokerOptions,
  type ResolvedBrokerOptions,
} from './options.js'
import { Results } from './results.js'
import { newTrafficCounters } from './traffic-counters.js'

/** A stop is an empty message; who sends more than this is no friend. */
const stopFrameBytesMax = 1024

/** Not just anything: over tcp, peers of ZeroMQ's first protocol need no more to be heard than to say something. */
function isStop(frames: readonly Uint8Array[]): boolean {
  return frames.length === 1 && frames[0]?.length === 0
}

export class LocalBroker implements Broker {
  readonly closed: Promise<void>
  readonly #options: ResolvedBrokerOptions
  readonly #clock = systemClock
  readonly #codecs = payloadCodecs()
  readonly #schedule = flushSchedule()
  readonly #traffic = newTrafficCounters()
  readonly #sockets: SocketFactory = zeromqSockets()
  readonly #book: EndpointBook
  readonly #core: BrokerCore
  readonly #front: Front
  readonly #results: Results
  readonly #json: JsonWorkers
  readonly #stopper: MessageSocket
  readonly #alarm = alarm(this.#clock, (now) => this.#tick(now), { keepsProcessAlive: false })
  readonly #forgetExit: () => void
  #launcher: Launcher | undefined
  #endpoints: BrokerEndpoints | undefined
  #closing: Promise<void> | undefined
  #onIdle: (() => void) | undefined
  #settleClosed: () => void = () => undefined

  constructor(options: ResolvedBrokerOptions, forms: FrameForms) {
    this.#options = options
    this.#book = endpointBook(options)
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve
    })
    this.#core = new BrokerCore({
      clients: { send: (client, outcome, worker) => this.#front.send(client, outcome, worker) },
      queue: memoryQueue(options),
      firstLease: randomInt(1, 2 ** 47),
      onIdle: () => this.#onIdle?.(),
    })
    const common = {
      core: this.#core,
      clock: this.#clock,
      sockets: this.#sockets,
      schedule: this.#schedule,
      limits: options.limits,
      traffic: this.#traffic,
    }
    this.#front = new Front({
      ...common,
      forms,
      heldBytesPerClientMax: options.heldBytesPerClientMax,
      ring: (peer) => this.#launcher?.ring(peerOf(peer)),
      isOwn: (peer) => (this.#launcher?.isLaunched(peer) ?? false) || this.#json.isAsking(peer),
      changed: () => this.#alarm.set(this.#core.nextDeadline()),
    })
    this.#results = new Results({ ...common, codecs: this.#codecs })
    this.#json = new JsonWorkers({ ...common, codecs: this.#codecs, book: this.#book, results: this.#results })
    this.#stopper = this.#sockets.open('pair', { frameBytesMax: stopFrameBytesMax })
    this.#forgetExit = beforeExit(() => this.#endWithProcess())
  }

  get endpoint(): string {
    return this.endpoints.front
  }

  get endpoints(): BrokerEndpoints {
    if (this.#endpoints) return this.#endpoints
    throw new BrokerError('closed', 'the broker has not started')
  }

  /** @throws BrokerError `worker-start-failed`, SocketsError; everything is closed again then */
  async start(): Promise<void> {
    try {
      await this.#bind()
      await this.#launch()
    } catch (error) {
      await this.close({ drainMs: 0 })
      throw error
    }
  }

  async stats(): Promise<BrokerStats> {
    const { counters, open, queued, leased, roster } = this.#core
    const workers = [...roster.workers].map(({ name, inFlight, done }) => ({ name, inFlight, done }))
    return {
      ...counters,
      ...this.#traffic,
      failed: { ...counters.failed },
      open,
      queued,
      leased,
      threads: this.#launcher?.threads ?? 0,
      workers,
    }
  }

  close(options: CloseOptions = {}): Promise<void> {
    checkOptions(options)
    const { drainMs = standardDrainMs } = options
    checkDrainMs(drainMs)
    this.#closing ??= this.#shutDown(drainMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #bind(): Promise<void> {
    const front = await this.#front.bind(this.#book)
    const results = await this.#results.bind(this.#book)
    const stopper = await this.#book.bind(this.#stopper, 'stopper')
    this.#stopper.listen((frames) => void (isStop(frames) && this.close()))
    this.#endpoints = { front, results, stopper }
  }

  async #launch(): Promise<void> {
    const { workers, pools, jsonWorkers, startTimeoutMs, stopGraceMs, limits } = this.#options
    const launcher = new Launcher({
      core: this.#core,
      clock: this.#clock,
      sockets: this.#sockets,
      book: this.#book,
      schedule: this.#schedule,
      limits,
      results: this.#results,
      endpoints: this.endpoints,
      startTimeoutMs,
      stopGraceMs,
    })
    this.#launcher = launcher
    for (const name of jsonWorkers) await this.#json.open(name)
    await Promise.all([
      ...workers.map((worker) => launcher.dedicated(worker)),
      ...pools.map((pool) => launcher.pool(pool)),
    ])
  }

  async #shutDown(drainMs: number): Promise<void> {
    this.#front.refuseNew()
    await this.#drain(drainMs)
    this.#core.endAll('the broker was closed', this.#clock.now())
    this.#json.stop()
    await Promise.all([this.#front.attached.stop(this.#options.stopGraceMs), this.#launcher?.stop()])
    this.#json.close()
    this.#alarm.close()
    this.#front.close()
    this.#results.close()
    this.#stopper.send([''])
    this.#stopper.close()
    this.#book.release()
    this.#forgetExit()
    this.#settleClosed()
  }

  async #drain(drainMs: number): Promise<void> {
    if (this.#core.open === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, drainMs)
      this.#onIdle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #tick(now: number): void {
    this.#core.tick(now)
    this.#alarm.set(this.#core.nextDeadline())
  }

  /** Synchronous, for 'exit': nothing more is answered, and nothing is left that could kill the process on its way out. */
  #endWithProcess(): void {
    this.#launcher?.endWithProcess()
    this.#sockets.closeAll(0)
    this.#book.release()
  }
}

/**
 * Starts a broker in the calling thread, with its workers in threads of their own.
 *
 * @throws BrokerError `invalid-option`, `worker-start-failed`; ProtocolError, SocketsError. Nothing is left running then.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const broker = new LocalBroker(resolveBrokerOptions(options), 'any')
  await broker.start()
  return broker
}
