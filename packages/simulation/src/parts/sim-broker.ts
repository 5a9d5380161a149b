/**
 * The broker: the product's core with its front and its results, in a process that can be stopped and replaced. What the
 * product's shell does around them, one alarm and the lanes of launched threads, is done here.
 */
import { payloadCodecs, peerOf } from '@errand/protocol'
import { type EndpointBook, flushSchedule } from '@errand/sockets'
import { type Alarm, alarm, systemClock } from '@errand/timing'
import { BrokerWatch } from '../audit/broker-watch.js'
import { SimProcess } from '../engine/sim-process.js'
import { BrokerCore, faultsOf, Front, memoryQueue, newTrafficCounters, Results } from '../product.js'
import { frontEndpoint, innerFrontEndpoint, resultsEndpoint, type Scene } from './scene.js'
import { Supervisor } from './supervisor.js'
import { limits } from './wire.js'

/** Lease numbers begin at any of so many. */
const firstLeaseMax = 2 ** 40

export class SimBroker {
  readonly process: SimProcess
  readonly core: BrokerCore
  readonly watch: BrokerWatch
  readonly supervisor: Supervisor
  readonly results: Results
  readonly #scene: Scene
  readonly #front: Front
  readonly #alarm: Alarm
  #steps = 0

  constructor(scene: Scene, incarnation: number) {
    this.#scene = scene
    const { plan, network } = scene
    this.process = new SimProcess(scene.world, `broker ${incarnation}`)
    const watch = new BrokerWatch(scene, this.process)
    this.watch = watch
    const queue = memoryQueue(plan.limits)
    watch.queue.watch(queue, () => this.core)
    this.core = new BrokerCore({
      clients: watch.clients.port((...outcome) => this.#front.send(...outcome)),
      queue,
      firstLease: 1 + scene.randomOf(`leases ${incarnation}`).below(firstLeaseMax),
      hangGraceMs: plan.hangGraceMs,
      resumeMs: plan.resumeMs,
      heartbeatIntervalMs: plan.heartbeatIntervalMs,
    })
    watch.watch(this.core)
    const common = {
      core: this.core,
      clock: systemClock,
      sockets: network.socketsOf(this.process),
      limits,
      traffic: newTrafficCounters(),
      // After each step anyway.
      changed: () => undefined,
      report: () => undefined,
    }
    this.#front = new Front({
      ...common,
      schedule: flushSchedule(),
      forms: 'any',
      heldBytesPerClientMax: plan.heldBytesMax,
      ring: () => undefined,
      isOwn: (peer) => this.supervisor.isOwn(peerOf(peer)),
    })
    this.results = new Results({ ...common, codecs: payloadCodecs() })
    this.#alarm = alarm(systemClock, (now) => this.core.tick(now), { keepsProcessAlive: false })
    this.supervisor = new Supervisor(scene, this, incarnation)
    this.process.afterStep = () => this.#afterStep()
    this.process.enter('start', () => this.#start())
  }

  /** It ends as a killed process does: its threads with it. */
  kill(): void {
    this.supervisor.kill()
    this.process.kill()
  }

  /** What its indexes disagree on. */
  audit(): void {
    const { ledger } = this.#scene
    for (const fault of faultsOf(this.core)) ledger.violated('I1, I2', fault)
  }

  #start(): void {
    void this.#front.bind(bookOf(frontEndpoint, innerFrontEndpoint))
    void this.results.bind(bookOf(resultsEndpoint))
    this.supervisor.start()
  }

  #afterStep(): void {
    this.#alarm.set(this.core.nextDeadline())
    // Walking through a large world takes long.
    const every = this.#scene.plan.auditEvery * (1 + (this.core.open >> 4))
    if (++this.#steps < every) return
    this.#steps = 0
    this.audit()
  }
}

/** Binds a socket to all of these, whatever its name. */
function bookOf(...endpoints: readonly string[]): EndpointBook {
  return {
    async bind(socket) {
      for (const endpoint of endpoints) await socket.bind(endpoint)
      return endpoints[0] as string
    },
    release: () => undefined,
  }
}
