/**
 * A launched thread: a dedicated worker, or an event loop of a pool. It is put together as the product's own runtimes are,
 * of the same parts; only its sockets and its end are the simulation's.
 */
import { decodePacket, formatRoutingId, StartLogWriter, type WireRecord } from '@errand/protocol'
import { flushSchedule, packetOutbox, type SocketFactory } from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { SimProcess } from '../engine/sim-process.js'
import {
  announce,
  heartbeat,
  loopReplies,
  nestedRequests,
  prefetchOf,
  resolveWorkerOptions,
  TaskRunner,
} from '../product.js'
import { innerFrontEndpoint, resultsEndpoint, type Scene } from './scene.js'
import { limits, packetOf } from './wire.js'
import { Handlers, type StartedLease } from './work.js'

export interface ThreadLaunch {
  readonly kind: 'worker' | 'loop'
  /** Of the thread; of a dedicated worker also that of the worker. */
  readonly name: string
  readonly epoch: string
  /** The workers that run in it. */
  readonly workers: readonly string[]
  /** Where its tasks come from. */
  readonly workEndpoint: string
  readonly starts: SharedArrayBuffer
}

type Send = (record: WireRecord) => void

export class SimThread {
  readonly process: SimProcess
  readonly #scene: Scene
  readonly #launch: ThreadLaunch
  readonly #sockets: SocketFactory
  readonly #options
  readonly #started: StartedLease = { lease: 0 }
  /** Leases that were taken back. */
  readonly #cancelled = new Set<number>()
  #runner: TaskRunner | undefined
  #stop: (() => void) | undefined

  constructor(scene: Scene, launch: ThreadLaunch) {
    this.#scene = scene
    this.#launch = launch
    this.process = new SimProcess(scene.world, launch.name)
    this.#sockets = scene.network.socketsOf(this.process)
    const { plan } = scene
    const concurrency = launch.kind === 'loop' ? plan.loopConcurrency : plan.concurrency
    this.#options = resolveWorkerOptions({
      handler: new Handlers(scene, this.process, concurrency, this.#started).handler,
      services: { service: new Handlers(scene, this.process, concurrency, this.#started).handler },
      concurrency,
      ...(plan.slots > 0 ? { slots: plan.slots } : {}),
      abandonAfterMs: plan.abandonAfterMs,
      temporarySockets: plan.temporarySockets,
      log: () => scene.situations.saw('a slot was given up'),
    })
    this.process.enter('start', () => (launch.kind === 'loop' ? this.#serveLoop() : this.#serveDedicated()))
  }

  /** Tasks that are owed an outcome. */
  get assigned(): number {
    return this.#runner?.assigned ?? 0
  }

  /** It ends what it runs, and then itself. */
  stop(): void {
    this.process.enter('stop', () => {
      void this.#runner?.stop().then(() => {
        this.#stop?.()
        // What was sent last leaves first.
        this.process.post(this.process.now() + 1, 'exit', () => this.process.kill())
      })
    })
  }

  #serveDedicated(): void {
    const { name, epoch } = this.#launch
    const results = this.#sockets.open('dealer', { routingId: formatRoutingId({ name, epoch }), highWaterMark: 0 })
    results.connect(resultsEndpoint)
    const schedule = flushSchedule()
    const outbox = packetOutbox({ limits, forms: 'strings', schedule, send: (frames) => results.send(frames) })
    const send: Send = (record) => outbox.add(record)
    this.#serve({ kind: 'pull', send, settled: send, beat: send, slotPolicy: 'keep', waiting: () => [], busy: {} })
  }

  #serveLoop(): void {
    const { name, epoch } = this.#launch
    const replies = loopReplies({
      sockets: this.#sockets,
      endpoint: resultsEndpoint,
      owner: { name, epoch },
      limits,
      forms: 'strings',
      schedule: flushSchedule(),
      socketsMax: 4,
      leasesPerSocket: this.#options.leasesPerSocket,
    })
    this.#serve({
      kind: 'pair',
      send: (record) => (record.kind === 'credit' ? undefined : replies.send(record)),
      settled: (record) => replies.send(record),
      beat: undefined,
      slotPolicy: 'give-up',
      waiting: () => replies.waiting,
      busy: { becameBusy: () => replies.burstBegins(), becameIdle: () => replies.burstEnds() },
    })
  }

  #serve(way: {
    readonly kind: 'pull' | 'pair'
    readonly send: Send
    readonly settled: Send
    /** Undefined: by the way on which tasks come. */
    readonly beat: Send | undefined
    readonly slotPolicy: 'keep' | 'give-up'
    /** Tasks whose outcomes wait here for a socket. */
    readonly waiting: () => Iterable<number>
    readonly busy: { readonly becameBusy?: () => void; readonly becameIdle?: () => void }
  }): void {
    const { name, epoch, workers, workEndpoint, starts } = this.#launch
    const { plan } = this.#scene
    const prefetch = prefetchOf(way.kind === 'pair' ? { slots: plan.slots || 64, concurrency: 1 } : this.#options)
    const nested = nestedRequests({
      dealers: {
        sockets: this.#sockets,
        endpoint: innerFrontEndpoint,
        owner: { name, epoch },
        limits,
        forms: 'strings',
        schedule: flushSchedule(),
      },
      worker: this.#options,
      clock: systemClock,
      limits,
    })
    const log = new StartLogWriter(starts)
    const runner = new TaskRunner(this.#options, {
      clock: systemClock,
      limits,
      requester: () => nested.requester,
      prefetch,
      slotPolicy: way.slotPolicy,
      settled: way.settled,
      said: (record) => way.send(record),
      startLog: {
        started: (id) => {
          if (this.#cancelled.has(id))
            this.#scene.ledger.violated('cancellation', `lease ${id} was started after it was taken back`)
          this.#started.lease = id
          return log.started(id)
        },
        ended: (start) => log.ended(start),
      },
      slotsChanged: (slots) => way.send({ kind: 'credit', slots }),
      ...way.busy,
    })
    this.#runner = runner
    const work = this.#sockets.open(way.kind, { highWaterMark: 0 })
    const beats = heartbeat({
      clock: systemClock,
      intervalMs: plan.heartbeatIntervalMs,
      tasks: {
        get lastTask() {
          return runner.lastTask
        },
        get held() {
          return [...runner.held, ...way.waiting()]
        },
      },
      send: way.beat ?? ((record) => void work.send(packetOf(record))),
    })
    work.connect(workEndpoint)
    work.listen((frames) => this.#receive(frames, runner))
    this.#stop = () => {
      beats.stop()
      nested.requester.close('closed', `${name} has stopped`)
    }
    way.send(announce(workers, this.#options, prefetch.slots))
  }

  #receive(frames: readonly Uint8Array[], runner: TaskRunner): void {
    for (const record of decodePacket(frames, limits).records) {
      if (record.kind === 'task') runner.accept(record)
      else if (record.kind === 'cancel') {
        this.#cancelled.add(record.id)
        runner.cancel(record.id)
      } else if (record.kind === 'pull') runner.pulled(record.id, record.chunks)
    }
  }
}
