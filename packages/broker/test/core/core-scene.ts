/** A routing core between ports that write down what leaves, under a time that the test sets. */
import assert from 'node:assert/strict'
import type {
  AnnouncedWorker,
  AnswerRecord,
  CancelRecord,
  FailureDetail,
  FindRecord,
  InterimRecord,
  OutcomeRecord,
  PullRecord,
  recordKinds,
  RequestRecord,
  TaskRecord,
} from '@errand/protocol'
import { BrokerCore } from '../../src/core/broker-core.js'
import type { BrokerCoreOptions } from '../../src/core/core-options.js'
import { faultsOf } from '../../src/core/invariants.js'
import { memoryQueue, type QueueLimits, standardQueueLimits } from '../../src/core/queue/task-queue.js'
import type { OverdueTask } from '../../src/core/state/ports.js'
import type { LaneState } from '../../src/core/state/state.js'

export interface Told {
  readonly client: string
  readonly outcome: AnswerRecord
  readonly worker: string | undefined
}

/** The other end of a lane: it holds the tasks that it was given until it answers them. */
export class FakeLane {
  readonly tasks: TaskRecord[] = []
  /** Leases of the tasks that it holds, oldest first. */
  readonly held: number[] = []
  readonly cancelled: number[] = []
  /** What the readers of its streams took, by lease and number of chunks. */
  readonly pulled: (readonly [lease: number, chunks: number])[] = []
  readonly overdue: OverdueTask[] = []
  /** Leases of tasks that were lost on their way here, or whose answers were lost on their way back. */
  readonly mislaid = new Set<number>()
  /** Bodies of all that ever were. */
  readonly everMislaid = new Set<unknown>()
  /** The lease whose handler runs, where the lane tells; left out: it does not tell. */
  running: number | undefined
  /** Of these, and of what it answered, the handlers were called. */
  readonly started = new Set<number>()
  #lastTask = 0
  readonly #scene: CoreScene
  #state: LaneState | undefined

  constructor(scene: CoreScene) {
    this.#scene = scene
  }

  /** Tasks that it does not hold any more, and the core does not know that yet. */
  get missing(): number {
    return this.state.tasks.toArray().filter(({ lease }) => this.mislaid.has(lease)).length
  }

  get state(): LaneState {
    return this.#state as LaneState
  }

  open(id: string, group: string, tellsWhatRuns: boolean): void {
    this.#state = this.#scene.core.laneOpened(id, group, {
      send: (record) => this.#take(record),
      hasStarted: (lease) => this.started.has(lease),
      ...(tellsWhatRuns && { mayRun: (lease) => lease === this.running }),
      overdue: (task) => this.overdue.push(task),
    })
  }

  /** The bodies and the attempts of the tasks that it was given. */
  get starts(): string[] {
    return this.tasks.map(({ body, attempt }) => `${body as string} ${attempt}`)
  }

  /** The bodies of the tasks that it was given. */
  get bodies(): unknown[] {
    return this.tasks.map(({ body }) => JSON.parse(body as string) as unknown)
  }

  #take(record: TaskRecord | CancelRecord | PullRecord): void {
    if (record.kind === 'pull') return void this.pulled.push([record.id, record.chunks])
    if (record.kind === 'cancel') {
      assert.ok(
        this.mislaid.has(record.id) || this.held.includes(record.id),
        'what is cancelled was given out, and not answered',
      )
      this.cancelled.push(record.id)
      return
    }
    // Credit counts when a task is given out: later it may be lowered below what is held.
    const { tasks, lent, slots } = this.state
    const isLent = tasks.get(record.id)?.runs === 'beside'
    assert.ok(isLent || tasks.size - lent <= slots, 'the credit of the lane holds')
    this.tasks.push(record)
    this.held.push(record.id)
    this.#lastTask = record.id
  }

  reply(lease: number | undefined = this.held[0], value: unknown = 'done'): void {
    this.answer({ kind: 'reply', id: lease ?? 0, metadata: '', codec: 'j', body: JSON.stringify(value) })
  }

  /** Answers what it holds, and what it is given for that. */
  replyAll(): void {
    while (this.held.length > 0) this.reply()
  }

  fail(lease: number | undefined = this.held[0], code = 'handler-failed'): void {
    this.answer({ kind: 'failure', id: lease ?? 0, code, metadata: '', codec: 'j', body: '{"message":"it failed"}' })
  }

  answer(outcome: OutcomeRecord): void {
    const at = this.held.indexOf(outcome.id)
    // A worker starts what it is given in order: what came before has started as well.
    for (const lease of this.held.slice(0, at + 1)) this.started.add(lease)
    if (at >= 0) this.held.splice(at, 1)
    this.#scene.core.outcome(this.state, outcome, this.#scene.now)
  }

  /** Something before its answer. */
  say(kind: InterimRecord['kind'], lease: number | undefined, value: unknown): void {
    const record: InterimRecord = { kind, id: lease ?? 0, metadata: '', codec: 'j', body: JSON.stringify(value) }
    this.#scene.core.said(this.state, record, this.#scene.now)
  }

  credit(slots: number): void {
    this.#scene.core.credited(this.state, slots, this.#scene.now)
  }

  /** @param isReceived whether the task is lost on its way, or its answer */
  mislay(lease: number | undefined, isReceived: boolean): void {
    const at = lease === undefined ? -1 : this.held.indexOf(lease)
    if (lease === undefined || at < 0) return
    if (isReceived) for (const earlier of this.held.slice(0, at + 1)) this.started.add(earlier)
    this.held.splice(at, 1)
    this.mislaid.add(lease)
    this.everMislaid.add(this.tasks.find(({ id }) => id === lease)?.body)
  }

  beat({ lagMs = 0, lastTask = this.#lastTask }: { readonly lagMs?: number; readonly lastTask?: number } = {}): void {
    const heartbeat = { lagMs, memoryBytes: 0, lastTask, held: new Set(this.held) }
    this.#scene.core.heartbeat(this.state, heartbeat, this.#scene.now)
  }

  /** @param started how many of the tasks that it holds it had started; left out: all */
  lose(reason = 'it fell over', started: number = this.held.length): void {
    for (const lease of this.held.slice(0, started)) this.started.add(lease)
    this.held.length = 0
    this.mislaid.clear()
    this.#scene.core.laneLost(this.state, reason, this.#scene.now)
  }
}

export interface LaneOptions {
  /** @default the lane's id */
  readonly group?: string
  readonly slots?: number
  readonly concurrency?: number
  readonly runTimeoutMs?: number
  readonly services?: readonly string[]
  readonly lends?: boolean
  readonly contracts?: { readonly [service: string]: string }
  /** @default one of the lane's name */
  readonly workers?: readonly string[]
  /** Its port knows which task runs. */
  readonly tellsWhatRuns?: boolean
}

/** Of the record, what may be left out. */
type Extras = Partial<
  Pick<RequestRecord, 'deadlineMs' | 'attempts' | (typeof recordKinds)['request']['options'][number]>
>

export interface RequestOptions extends Extras {
  readonly client?: string
  readonly id?: number
  readonly body?: unknown
}

export const firstLease = 1_000_000

export class CoreScene {
  readonly core: BrokerCore
  readonly told: Told[] = []
  now = 0
  timesIdle = 0
  #lastId = 0

  constructor(limits: Partial<QueueLimits> = {}, options: Partial<BrokerCoreOptions> = {}) {
    this.core = new BrokerCore({
      clients: { send: (client, outcome, worker) => this.told.push({ client, outcome, worker }) },
      queue: memoryQueue({ ...standardQueueLimits, ...limits }),
      firstLease,
      onIdle: () => this.timesIdle++,
      ...options,
    })
  }

  lane(id: string, options: LaneOptions = {}): FakeLane {
    const lane = new FakeLane(this)
    lane.open(id, options.group ?? id, options.tellsWhatRuns ?? false)
    assert.equal(this.announce(lane, id, options), undefined)
    return lane
  }

  announce(lane: FakeLane, id: string, options: LaneOptions): string | undefined {
    const { workers = [id], services = [], concurrency = 1, slots = 10, runTimeoutMs = 0, lends = false } = options
    const { contracts = {} } = options
    const about = { services, concurrency, runTimeoutMs, lends, contracts }
    const announced: AnnouncedWorker[] = workers.map((name) => ({ name, ...about }))
    return this.core.announced(lane.state, announced, slots, this.now)
  }

  /** @returns the id of the request */
  request(target: string, options: RequestOptions = {}): number {
    const { client = 'client', id = ++this.#lastId, body = id, ...extras } = options
    const record: RequestRecord = {
      kind: 'request',
      id,
      target,
      deadlineMs: 30_000,
      attempts: 1,
      ...extras,
      metadata: '',
      codec: 'j',
      body: JSON.stringify(body),
    }
    this.core.request(client, record, this.now)
    return id
  }

  requests(count: number, target: string, options: RequestOptions = {}): number[] {
    return Array.from({ length: count }, () => this.request(target, options))
  }

  pull(id: number, chunks: number, client = 'client'): void {
    this.core.pulled(client, { kind: 'pull', id, chunks })
  }

  /** @returns the id of the request */
  find(target: string, client = 'client'): number {
    const record: FindRecord = { kind: 'find', id: ++this.#lastId, target }
    this.core.find(client, record)
    return record.id
  }

  tickAt(now: number): void {
    this.now = now
    this.core.tick(now)
  }

  /** What a request was told, each in one word: its kind, or the code of a failure. */
  outcomesOf(id: number, client = 'client'): string[] {
    return this.told.filter((told) => told.client === client && told.outcome.id === id).map(wordOf)
  }

  /** All that was told, as `id word`. */
  get words(): string[] {
    return this.told.map((told) => `${told.outcome.id} ${wordOf(told)}`)
  }

  messageTo(id: number): unknown {
    return this.detailTo(id)?.message
  }

  /** What a failure tells. */
  detailTo(id: number): FailureDetail | undefined {
    const told = this.told.find(({ outcome }) => outcome.id === id)
    return told && (valueOf(told.outcome) as FailureDetail)
  }

  /** The values that came for a request. */
  valuesTo(id: number): unknown[] {
    return this.told.filter(({ outcome }) => outcome.id === id).map(({ outcome }) => valueOf(outcome))
  }

  assertNoFaults(): void {
    assert.deepEqual(faultsOf(this.core), [])
  }
}

function wordOf({ outcome }: Told): string {
  return outcome.kind === 'failure' ? outcome.code : outcome.kind
}

/** The body in JSON; `''` where there is none. */
export function bodyOf(answer: AnswerRecord): string {
  return answer.kind === 'accepted' ? '' : (answer.body as string)
}

function valueOf(answer: AnswerRecord): unknown {
  return answer.kind === 'accepted' ? undefined : (JSON.parse(bodyOf(answer)) as unknown)
}
