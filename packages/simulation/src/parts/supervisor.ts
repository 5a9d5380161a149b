/** Starts the threads of a broker, starts them again when they end, ends those that hang, and rests those that crash too often. */
import { decodePacket, formatRoutingId, newStartLog, payloadCodecs, StartLogReader } from '@errand/protocol'
import { flushSchedule, type MessageSocket, packetOutbox } from '@errand/sockets'
import { readHeartbeat } from '../product.js'
import type { LanePort, LaneState } from '../product.js'
import type { Random } from '../engine/random.js'
import type { Scene } from './scene.js'
import type { SimBroker } from './sim-broker.js'
import { SimThread, type ThreadLaunch } from './sim-thread.js'
import { limits } from './wire.js'

interface Place {
  readonly kind: 'worker' | 'loop'
  readonly name: string
  readonly group: string
  readonly workers: readonly string[]
  running: Running | undefined
  /** Nobody starts it again for now. */
  isResting: boolean
}

interface Running {
  readonly thread: SimThread
  readonly lane: LaneState
  readonly peer: string
  readonly socket: MessageSocket
  /** It ends what it has, and gets nothing more. */
  isDraining: boolean
  isEnding: boolean
}

const bar = { code: 'worker-crash-loop', message: 'it crashed too often' } as const
const pool = 'pool'

export function placesOf({
  dedicated,
  loops,
  loopWorkers,
}: Scene['plan']): readonly Omit<Place, 'running' | 'isResting'>[] {
  const loopNames = Array.from({ length: loopWorkers }, (_, at) => `looper.${at + 1}`)
  return [
    ...Array.from({ length: dedicated }, (_, at) => {
      const name = `worker.${at + 1}`
      return { kind: 'worker' as const, name, group: name, workers: [name] }
    }),
    ...Array.from({ length: loops }, (_, at) => ({
      kind: 'loop' as const,
      name: `loop.${at + 1}`,
      group: pool,
      workers: loopNames,
    })),
  ]
}

export class Supervisor {
  readonly #scene: Scene
  readonly #broker: SimBroker
  readonly #random: Random
  readonly #places: Place[]
  readonly #peers = new Set<string>()
  #starts = 0

  constructor(scene: Scene, broker: SimBroker, incarnation: number) {
    this.#scene = scene
    this.#broker = broker
    this.#random = scene.randomOf(`supervisor ${incarnation}`)
    this.#places = placesOf(scene.plan).map((place) => ({ ...place, running: undefined, isResting: false }))
  }

  isOwn(peer: string): boolean {
    return this.#peers.has(peer)
  }

  /** Threads that run, and are not about to end. */
  get threads(): readonly SimThread[] {
    return this.#places.flatMap(({ running }) =>
      running && !running.isEnding && !running.isDraining ? [running.thread] : [],
    )
  }

  start(): void {
    for (const place of this.#places) {
      this.#broker.core.workersExpected(place.group, place.workers)
      this.#launch(place)
    }
  }

  kill(): void {
    for (const { running } of this.#places) running?.thread.process.kill()
  }

  /** Kills a thread, as an error in it would. */
  crash(thread: SimThread): void {
    const place = this.#placeOf(thread)
    if (!place?.running || place.running.isEnding) return
    this.#scene.situations.saw('a worker crashed')
    this.#end(place, place.running, 'it crashed')
  }

  /** Lets it end what it has, and starts another in its place. */
  recycle(thread: SimThread): void {
    const place = this.#placeOf(thread)
    const running = place?.running
    if (!place || !running) return
    this.#broker.process.enter('recycle', () => {
      if (running.isEnding || running.isDraining) return
      running.isDraining = true
      if (running.lane.tasks.size > 0) this.#scene.situations.saw('a worker was drained while it had tasks')
      this.#broker.core.laneDraining(running.lane, () => thread.stop())
      thread.process.atEnd(() => {
        if (!running.isEnding) this.#goneLater(place, running, 'it was recycled')
        running.isEnding = true
      })
    })
  }

  /** Nobody starts it again, until it is launched anew. */
  forget(thread: SimThread): void {
    const place = this.#placeOf(thread)
    if (!place || place.kind === 'loop') return
    this.#broker.process.enter('forget', () => {
      place.isResting = true
      this.#broker.core.workersForgotten(place.group, place.workers, 'it was taken away', this.#now)
      if (place.running && !place.running.isEnding) this.#end(place, place.running, 'it was taken away')
      this.#again(place, this.#random.between(200, 3000))
    })
  }

  get #now(): number {
    return this.#broker.process.now()
  }

  #placeOf(thread: SimThread): Place | undefined {
    return this.#places.find(({ running }) => running?.thread === thread)
  }

  #launch(place: Place): void {
    const { core, results, process } = this.#broker
    const epoch = `${process.name.slice('broker '.length)}-${++this.#starts}`
    const peer = formatRoutingId({ name: place.name, epoch })
    const starts = newStartLog()
    const workEndpoint = `inproc://work/${peer}`
    const launch: ThreadLaunch = { ...place, epoch, workEndpoint, starts }
    const kind = place.kind === 'loop' ? 'pair' : 'push'
    const socket = this.#scene.network.socketsOf(process).open(kind, { highWaterMark: 0 })
    void socket.bind(workEndpoint)
    const lane = core.laneOpened(peer, place.group, this.#port(place, socket, new StartLogReader(starts)))
    if (place.kind === 'loop') socket.listen((frames) => this.#heard(lane, frames))
    results.expect(peer, {
      lane,
      announced: (fault) => {
        if (fault !== undefined) this.#scene.ledger.violated('start', `${place.name} was refused: ${fault}`)
      },
    })
    const thread = new SimThread(this.#scene, launch)
    this.#peers.add(peer)
    this.#broker.watch.lanes.threads.set(lane.id, thread)
    place.running = { thread, lane, peer, socket, isDraining: false, isEnding: false }
  }

  #port(place: Place, socket: MessageSocket, reader: StartLogReader): LanePort {
    const schedule = flushSchedule()
    const outbox = packetOutbox({ limits, forms: 'any', schedule, send: (frames) => socket.send(frames) })
    return {
      send: (record) => outbox.add(record),
      mark: () => reader.mark(),
      hasStarted: (lease, mark) => reader.hasStarted(lease, mark),
      mayRun: (lease, mark) => reader.isRunning(lease, mark),
      overdue: () => {
        // A loop serves others too, and gives the slot up by itself.
        if (place.kind === 'worker' && place.running && !place.running.isEnding)
          this.#end(place, place.running, 'it hangs')
      },
    }
  }

  #heard(lane: LaneState, frames: readonly Uint8Array[]): void {
    const { core } = this.#broker
    for (const heartbeat of heartbeatsOf(frames)) core.heartbeat(lane, heartbeat, this.#now)
  }

  /** Some time after it was decided, the thread is gone; some time after that the broker knows. */
  #end(place: Place, running: Running, reason: string): void {
    running.isEnding = true
    this.#scene.world.after(this.#random.between(0, 5), 'thread ends', () => {
      running.thread.process.kill()
      this.#goneLater(place, running, reason)
    })
  }

  #goneLater(place: Place, running: Running, reason: string): void {
    const { process } = this.#broker
    process.post(this.#scene.world.now + this.#random.between(0, 20), 'thread has ended', () =>
      this.#gone(place, running, reason),
    )
  }

  #gone(place: Place, running: Running, reason: string): void {
    const { core, results } = this.#broker
    running.socket.close(0)
    this.#peers.delete(running.peer)
    results.forget(running.peer)
    place.running = undefined
    core.laneLost(running.lane, reason, this.#now)
    if (place.isResting) return
    if (this.#isBarred(place)) this.#rest(place)
    else this.#again(place, this.#random.between(1, 300))
  }

  #isBarred({ group }: Place): boolean {
    const { plan, isChaos } = this.#scene
    return group !== pool && isChaos() && this.#random.chance(plan.barRate)
  }

  #rest(place: Place): void {
    const { core } = this.#broker
    if (core.queued > 0) this.#scene.situations.saw('a worker was barred while requests waited')
    place.isResting = true
    core.workersBarred(place.group, place.workers, bar, this.#now)
    this.#again(place, this.#random.between(100, 2000))
  }

  #again(place: Place, ms: number): void {
    const { core, process } = this.#broker
    process.post(this.#now + ms, 'start again', () => {
      if (place.running) return this.#again(place, ms)
      if (place.isResting) core.workersExpected(place.group, place.workers)
      place.isResting = false
      this.#launch(place)
    })
  }
}

function heartbeatsOf(frames: readonly Uint8Array[]): readonly NonNullable<ReturnType<typeof readHeartbeat>>[] {
  return decodePacket(frames, limits).records.flatMap((record) =>
    record.kind === 'heartbeat' ? (readHeartbeat(record, payloadCodecs()) ?? []) : [],
  )
}
