/**
 * Watches what a broker gives to its lanes and hears from them: credit is kept, tokens of others count for nothing, and nobody is
 * taken for lost or hung who is well.
 */
import type { OutcomeRecord, TaskRecord } from '@errand/protocol'
import type { SimProcess } from '../engine/sim-process.js'
import { rogueName, type Scene } from '../parts/scene.js'
import type { SimThread } from '../parts/sim-thread.js'
import type { BrokerCore, Heartbeat, LanePort, LaneState, OverdueTask, Task } from '../product.js'
import type { Asked } from './ledger.js'
import { numberIn } from './number-in.js'
import { lagMsMax, type Situation } from './situations.js'
import { wrapMethod } from './wrap-method.js'

/** A worker that let go of a task so long ago was heard of it. */
const heardWithinMs = 150
/** How late a broker that nothing stopped may look at the time. */
const expiryLateMsMax = 50

export class LaneWatch {
  /** Launched threads by the lanes that lead to them. */
  readonly threads: Map<string, SimThread> = new Map()
  readonly #scene: Scene
  readonly #process: SimProcess
  readonly #onGiven: (asked: Asked) => void
  /** The lane of each live lease, as the records tell. */
  readonly #lanes = new Map<number, LaneState>()
  /** Leases that were taken for lost on the way. */
  readonly #lost = new Set<number>()
  /** Lanes that get nothing more. */
  readonly #draining = new Set<LaneState>()

  /** @param onGiven told of each request that is given out */
  constructor(scene: Scene, process: SimProcess, onGiven: (asked: Asked) => void) {
    this.#scene = scene
    this.#process = process
    this.#onGiven = onGiven
  }

  watch(core: BrokerCore): void {
    wrapMethod(core, 'laneOpened', (call, id, group, port) => this.#laneOpened(call, id, group, port))
    wrapMethod(core, 'outcome', (call, lane, record, now) => this.#outcome(core, call, lane, record, now))
    wrapMethod(core, 'heartbeat', (call, lane, beat, now) => this.#heartbeat(core, call, lane, beat, now))
    wrapMethod(core, 'said', (call, lane, record, now) => {
      if (this.#lanes.get(record.id) !== lane) this.#saw('something was said too late to count')
      call(lane, record, now)
    })
    wrapMethod(core, 'laneLost', (call, lane, reason, now) => this.#laneLost(core, call, lane, reason, now))
    wrapMethod(core, 'laneDraining', (call, lane, onDrained) => {
      this.#draining.add(lane)
      call(lane, onDrained)
    })
  }

  #violated(invariant: string, what: string): void {
    this.#scene.ledger.violated(invariant, what)
  }

  #saw(situation: Situation, times = 1): void {
    this.#scene.situations.saw(situation, times)
  }

  #laneOpened(call: BrokerCore['laneOpened'], id: string, group: string, port: LanePort): LaneState {
    const overdue = port.overdue?.bind(port)
    const watched: LanePort = {
      ...port,
      send: (record) => {
        if (record.kind === 'task') this.#given(lane, record)
        port.send(record)
      },
      ...(overdue && {
        overdue: (task: OverdueTask) => {
          this.#overdue(lane, task)
          overdue(task)
        },
      }),
    }
    const lane: LaneState = call(id, group, watched)
    return lane
  }

  /** A task is given out. */
  #given(lane: LaneState, task: TaskRecord): void {
    this.#lanes.set(task.id, lane)
    // What runs in the slot of a handler that waits takes none; others may have been given out when there were more.
    const given = lane.tasks.toArray().at(-1)
    const isLent = given?.runs === 'beside'
    const held = lane.tasks.size - lane.lent
    if (!isLent && held > lane.slots)
      this.#violated('I2', `lane ${lane.id} has ${held} tasks, and granted ${lane.slots}`)
    if (this.#draining.has(lane)) this.#violated('I2', `lane ${lane.id}, which is drained, got lease ${task.id}`)
    const asked = this.#scene.ledger.find(numberIn(task.body))
    if (!asked) return
    if (asked.leases.length === 0) this.#checkExpiry(asked, given?.rules?.expiresAt)
    asked.leases.push(task.id)
    this.#onGiven(asked)
  }

  /** It is given out for the first time. */
  #checkExpiry({ number }: Asked, expiresAt = Infinity): void {
    const lateMs = this.#process.now() - expiresAt
    // What came while it was stopped it may take in before it looks at the time.
    if (lateMs > expiryLateMsMax && this.#process.troubledUntilMs < expiresAt)
      this.#violated('expiry', `request ${number} is given out ${lateMs.toFixed(1)} ms after it was worth it`)
  }

  #overdue(lane: LaneState, { lease, worker }: OverdueTask): void {
    this.#saw('a task was overdue')
    const { ledger, spoiler } = this.#scene
    const thread = this.threads.get(lane.id)
    const call = ledger.callOfLease.get(lease)
    const nowMs = this.#process.now()
    if (!thread || spoiler.leases.has(lease)) return
    const isHealthy = thread.process.troubledUntilMs + heardWithinMs < nowMs && !thread.process.isDead
    this.#checkTold(lease, worker, isHealthy, nowMs)
    // Its log of starts tells that it has ended, wherever its answer is stuck.
    const hasEnded = (call?.endedAtMs ?? Infinity) < nowMs
    if (hasEnded || (isHealthy && !call))
      this.#violated(
        'I9',
        `${worker} is called overdue with lease ${lease}, which it ${call ? 'has let go' : 'never started'}`,
      )
  }

  /** A handler that ends when it is told has not been told, though its request ended long ago. */
  #checkTold(lease: number, worker: string, isHealthy: boolean, nowMs: number): void {
    const { ledger, spoiler, plan } = this.#scene
    const call = ledger.callOfLease.get(lease)
    if (!isHealthy || !call || call.endedAtMs !== undefined || !call.endsWhenTold) return
    if (spoiler.cancels.has(lease) || plan.hangGraceMs < heardWithinMs || call.startedAtMs + heardWithinMs > nowMs)
      return
    this.#violated('I9', `${worker} is called overdue with lease ${lease}, which would end if it were told`)
  }

  #outcome(core: BrokerCore, call: BrokerCore['outcome'], lane: LaneState, record: OutcomeRecord, now: number): void {
    const isLive = this.#lanes.get(record.id) === lane
    const { strayResults } = core.counters
    const { open, leased } = core
    if (isLive) this.#lanes.delete(record.id)
    call(lane, record, now)
    if (isLive) return
    this.#saw(this.#lanes.has(record.id) ? 'a result bore the lease of another' : 'a result came too late to count')
    if (this.#lost.has(record.id)) this.#saw('a late result came after its task was put back')
    if (core.counters.strayResults !== strayResults + 1 || core.open !== open || core.leased !== leased)
      this.#violated('I5', `the result of lease ${record.id}, which ${lane.id} does not have, changed something`)
  }

  #heartbeat(core: BrokerCore, call: BrokerCore['heartbeat'], lane: LaneState, beat: Heartbeat, now: number): void {
    const before = lane.tasks.toArray().map(({ lease }) => lease)
    const { lostOnTheWay } = core.counters
    const isMissing = before.some((lease) => !beat.held.has(lease))
    if (isMissing && beat.lagMs > lagMsMax) this.#saw('a heartbeat of a busy worker was not judged by')
    if (isMissing && lane.health && now - lane.health.heardAt < this.#scene.plan.heartbeatIntervalMs / 2)
      this.#saw('heartbeats that came together were not judged by')
    call(lane, beat, now)
    if (core.counters.lostOnTheWay === lostOnTheWay) return
    const left = new Set(lane.tasks.toArray().map(({ lease }) => lease))
    for (const lease of before) if (!left.has(lease)) this.#judgedLost(lane, lease)
  }

  #judgedLost(lane: LaneState, lease: number): void {
    const { spoiler, ledger } = this.#scene
    this.#lanes.delete(lease)
    this.#lost.add(lease)
    const call = ledger.callOfLease.get(lease)
    if (spoiler.leases.has(lease)) this.#saw(call ? 'an answer was lost on the way' : 'a task was lost on the way')
    else if (!lane.id.startsWith(rogueName))
      this.#violated('I9', `lease ${lease} of ${lane.id} is taken for lost on the way, and is not`)
  }

  #laneLost(core: BrokerCore, call: BrokerCore['laneLost'], lane: LaneState, reason: string, now: number): void {
    const held = lane.tasks.toArray().map((task) => ({ task, lease: task.lease, isOpen: task.state !== 'ended' }))
    const { returned, retried } = core.counters
    for (const { lease } of held) this.#lanes.delete(lease)
    call(lane, reason, now)
    this.#saw('a task came back that was not started', core.counters.returned - returned)
    this.#saw('a task was lost with its worker and waits again', core.counters.retried - retried)
    const { ledger } = this.#scene
    for (const { task, lease, isOpen } of held) {
      const running = ledger.callOfLease.get(lease)
      if (running && running.endedAtMs === undefined && isOpen)
        this.#saw('a worker crashed between taking a task and its reply')
      if (!running && isOpen && this.threads.has(lane.id)) this.#checkUnstarted(core, task, lease)
    }
  }

  #checkUnstarted(core: BrokerCore, task: Task, lease: number): void {
    if (task.state === 'ended' && task.endedBy === 'worker-lost' && core.roster.target(task.target) !== undefined)
      this.#violated(
        'start log',
        `lease ${lease} for ${task.target} failed with its worker, though it was never started`,
      )
  }
}
