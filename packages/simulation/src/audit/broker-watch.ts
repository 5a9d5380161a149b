/**
 * Looks at all that goes into a broker's core and comes out of it, and holds it against what truly happened. It wraps the
 * core's methods from outside; the core knows nothing of it.
 */
import type { OutcomeRecord, RequestRecord, TaskRecord } from '@errand/protocol'
import type { SimProcess } from '../engine/sim-process.js'
import type { SimThread } from '../parts/sim-thread.js'
import { rogueName, type Scene } from '../parts/scene.js'
import type { BrokerCore, ClientPort, Heartbeat, LanePort, LaneState, OverdueTask, Task } from '../product.js'
import type { Asked } from './ledger.js'
import type { Situation } from './situations.js'

/** Where a request of a client stands, by its key. */
interface KeyState {
  /** Of what it ended with; undefined while it is open. */
  body: string | undefined
  /** It was not taken in, and may come again. */
  isRefused: boolean
  /** What it asked for when it came last. */
  attempts: number
}

/** A worker that let go of a task so long ago was heard of it. */
const heardWithinMs = 150

/** Judged as busy by the product, both of workers and of brokers. */
const lagMsMax = 100

export class BrokerWatch {
  /** Launched threads by the lanes that lead to them. */
  readonly threads: Map<string, SimThread> = new Map()
  readonly #scene: Scene
  readonly #process: SimProcess
  readonly #keys = new Map<string, KeyState>()
  readonly #keysOfClient = new Map<string, Set<string>>()
  /** The lane of each live lease, as the records tell. */
  readonly #lanes = new Map<number, LaneState>()
  readonly #lost = new Set<number>()
  /** Until when clients may come back whose connections were lost. */
  readonly #away = new Map<string, number>()
  /** The request of each key that was taken in. */
  readonly #asked = new Map<string, Asked>()
  readonly #keyNames = new Map<Asked, string>()
  /** Lanes that get nothing more. */
  readonly #draining = new Set<LaneState>()
  #core: BrokerCore | undefined
  #refused = 0
  /** Whether a client was told of something since this was set. */
  #isTold = false

  constructor(scene: Scene, process: SimProcess) {
    this.#scene = scene
    this.#process = process
  }

  clientPort(send: ClientPort['send']): ClientPort {
    return {
      send: (client, outcome, worker) => {
        this.#answered(client, outcome)
        send(client, outcome, worker)
      },
    }
  }

  watch(core: BrokerCore): void {
    this.#core = core
    this.#wrap(core, 'laneOpened', (call, id, group, port) => this.#laneOpened(call, id, group, port))
    this.#wrap(core, 'request', (call, client, record, now) => this.#request(core, call, client, record, now))
    this.#wrap(core, 'cancel', (call, client, id, now) => this.#cancel(call, client, id, now))
    this.#wrap(core, 'clientGone', (call, client, now) => this.#clientGone(core, call, client, now))
    this.#wrap(core, 'outcome', (call, lane, record, now) => this.#outcome(core, call, lane, record, now))
    this.#wrap(core, 'heartbeat', (call, lane, beat, now) => this.#heartbeat(core, call, lane, beat, now))
    this.#wrap(core, 'laneLost', (call, lane, reason, now) => this.#laneLost(core, call, lane, reason, now))
    this.#wrap(core, 'laneDraining', (call, lane, onDrained) => {
      this.#draining.add(lane)
      call(lane, onDrained)
    })
    this.#wrap(core, 'tick', (call, now) => this.#tick(core, call, now))
  }

  #wrap<Name extends keyof BrokerCore>(
    core: BrokerCore,
    name: Name,
    around: BrokerCore[Name] extends (...given: infer Given) => infer Result
      ? (call: (...given: Given) => Result, ...given: Given) => Result
      : never,
  ): void {
    const method = core[name] as (...given: unknown[]) => unknown
    const call = method.bind(core)
    Object.defineProperty(core, name, { value: (...given: never[]) => around(call as never, ...given) })
  }

  #violated(invariant: string, what: string): void {
    this.#scene.ledger.violated(invariant, what)
  }

  #saw(situation: Situation, times = 1): void {
    this.#scene.situations.saw(situation, times)
  }

  #laneOpened(call: BrokerCore['laneOpened'], id: string, group: string, port: LanePort): LaneState {
    const { overdue } = port
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
    if (lane.tasks.size > lane.slots)
      this.#violated('I2', `lane ${lane.id} has ${lane.tasks.size} tasks, and granted ${lane.slots}`)
    if (this.#draining.has(lane)) this.#violated('I2', `lane ${lane.id}, which is drained, got lease ${task.id}`)
    const asked = this.#scene.ledger.find(numberIn(task.body))
    if (!asked) return
    asked.leases.push(task.id)
    asked.brokers.add(this.#process)
    const key = this.#keyOf(asked)
    if (key?.body !== undefined && !key.isRefused)
      this.#violated('I3', `request ${asked.number} is given out again, though it has ended`)
  }

  #keyOf(asked: Asked): KeyState | undefined {
    return this.#keys.get(this.#keyNames.get(asked) ?? '')
  }

  #overdue(lane: LaneState, { lease, worker }: OverdueTask): void {
    this.#saw('a task was overdue')
    const { ledger, spoiler } = this.#scene
    const thread = this.threads.get(lane.id)
    const call = ledger.callOfLease.get(lease)
    const nowMs = this.#process.now()
    if (!thread || spoiler.leases.has(lease)) return
    const isHealthy = thread.process.troubledUntilMs + heardWithinMs < nowMs && !thread.process.isDead
    if (isHealthy && (!call || (call.endedAtMs ?? Infinity) + heardWithinMs < nowMs))
      this.#violated(
        'I9',
        `${worker} is called overdue with lease ${lease}, which it ${call ? 'has let go' : 'never started'}`,
      )
  }

  #request(core: BrokerCore, call: BrokerCore['request'], client: string, record: RequestRecord, now: number): void {
    const key = `${client} ${record.id}`
    const state = this.#keys.get(key)
    if (this.#away.delete(client)) this.#saw('a client came back')
    if (state?.body !== undefined && state.isRefused) this.#saw('a request was held back and came again')
    const asked = this.#scene.ledger.find(numberIn(record.body))
    if (state) this.#checkAttempts(key, state, record)
    if (!state) this.#newKey(client, key, record.attempts)
    else if (state.isRefused) Object.assign(state, { body: undefined, isRefused: false })
    if (asked) {
      this.#asked.set(key, asked)
      this.#keyNames.set(asked, key)
    }
    const { repeats } = core.counters
    this.#isTold = false
    call(client, record, now)
    if (core.counters.repeats === repeats) return
    if (state?.body !== undefined && !this.#isTold)
      this.#violated('I3', `${client} is not told again how ${record.id} ended`)
    this.#saw(
      state?.body === undefined ? 'a repeat was taken for an open request' : 'a repeat was answered from what was kept',
    )
  }

  /** What is sent again after a loss allows one start less. */
  #checkAttempts(key: string, state: KeyState, { attempts }: RequestRecord): void {
    if (!state.isRefused && attempts >= state.attempts)
      this.#violated('I4', `request ${key} came again with ${attempts} attempts, and had ${state.attempts}`)
    state.attempts = attempts
  }

  #newKey(client: string, key: string, attempts: number): void {
    this.#keys.set(key, { body: undefined, isRefused: false, attempts })
    const keys = this.#keysOfClient.get(client)
    if (keys) keys.add(key)
    else this.#keysOfClient.set(client, new Set([key]))
  }

  #answered(client: string, outcome: OutcomeRecord): void {
    const state = this.#keys.get(`${client} ${outcome.id}`)
    const core = this.#core
    // What could not be read was refused before the core saw it.
    if (outcome.kind === 'failure' && (outcome.code === 'bad-request' || outcome.code === 'too-large')) return
    if (!state || !core) return this.#violated('I7', `${client} is told of ${outcome.id}, for which it did not ask`)
    this.#isTold = true
    const body = `${outcome.kind} ${String(outcome.body)}`
    if (state.body !== undefined && state.body !== body)
      this.#violated('I3', `${client} is told two outcomes of ${outcome.id}: ${state.body}, ${body}`)
    state.body = body
    // It counts a refusal just before it tells of it.
    state.isRefused = core.counters.refused > this.#refused
    this.#refused = core.counters.refused
    if (outcome.kind === 'failure' && outcome.code === 'request-cycle') this.#saw('a circle of requests was found')
  }

  #cancel(call: BrokerCore['cancel'], client: string, id: number, now: number): void {
    if (this.#keys.get(`${client} ${id}`)?.body !== undefined) this.#saw('a cancellation crossed the reply')
    call(client, id, now)
  }

  #clientGone(core: BrokerCore, call: BrokerCore['clientGone'], client: string, now: number): void {
    const before = core.open
    call(client, now)
    if (core.open < before) this.#saw('requests ended with their client')
    if (this.#isKnown(core, client)) this.#away.set(client, now + this.#scene.plan.resumeMs)
    else this.#forget(client)
  }

  #isKnown(core: BrokerCore, client: string): boolean {
    return core.contents().clients.get(client) !== undefined
  }

  #forget(client: string): void {
    this.#away.delete(client)
    for (const key of this.#keysOfClient.get(client) ?? []) {
      this.#keys.delete(key)
      this.#asked.delete(key)
    }
    this.#keysOfClient.delete(client)
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
    const before = [...lane.tasks].map(({ lease }) => lease)
    const { lostOnTheWay } = core.counters
    const isMissing = before.some((lease) => !beat.held.has(lease))
    if (isMissing && beat.lagMs > lagMsMax) this.#saw('a heartbeat of a busy worker was not judged by')
    if (isMissing && lane.health && now - lane.health.heardAt < this.#scene.plan.heartbeatIntervalMs / 2)
      this.#saw('heartbeats that came together were not judged by')
    call(lane, beat, now)
    if (core.counters.lostOnTheWay === lostOnTheWay) return
    const left = new Set([...lane.tasks].map(({ lease }) => lease))
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
    const held = [...lane.tasks].map((task) => ({ task, lease: task.lease, isOpen: task.state !== 'ended' }))
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

  #tick(core: BrokerCore, call: BrokerCore['tick'], now: number): void {
    const lagMs = now - (core.nextDeadline() ?? now)
    const late = lagMs > lagMsMax ? this.#watched(core, now) : []
    const timedOut = core.counters.failed['run-timeout'] ?? 0
    call(now)
    if ((core.nextDeadline() ?? Infinity) <= now) this.#violated('I8', 'what is due is left undone')
    if (late.some((task) => task.watch !== undefined && task.lease > 0))
      this.#saw('a late broker put off what it judges by time')
    this.#saw('the broker ended a run that took too long', (core.counters.failed['run-timeout'] ?? 0) - timedOut)
    for (const [client, untilMs] of this.#away) if (untilMs <= now) this.#givenUp(client)
  }

  #givenUp(client: string): void {
    this.#saw('a client that stayed away was given up')
    this.#forget(client)
  }

  #watched(core: BrokerCore, now: number): readonly Task[] {
    return core.contents().leased.filter(({ watch }) => watch !== undefined && watch.atMs <= now)
  }
}

const numberPattern = /"number":(\d+)/

function numberIn(body: string | Uint8Array): number | undefined {
  const found = numberPattern.exec(typeof body === 'string' ? body : Buffer.from(body).toString('latin1'))
  return found ? Number(found[1]) : undefined
}
