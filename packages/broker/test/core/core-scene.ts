/** A routing core between ports that write down what leaves, under a time that the test sets. */
import assert from 'node:assert/strict'
import type { AnnouncedWorker, CancelRecord, OutcomeRecord, RequestRecord, TaskRecord } from '@errand/protocol'
import { BrokerCore } from '../../src/core/broker-core.js'
import { faultsOf } from '../../src/core/invariants.js'
import type { LaneState } from '../../src/core/roster.js'
import { memoryQueue, type QueueLimits } from '../../src/core/task-queue.js'

export interface Told {
  readonly client: string
  readonly outcome: OutcomeRecord
  readonly worker: string | undefined
}

/** The other end of a lane: it holds the tasks that it was given until it answers them. */
export class FakeLane {
  readonly tasks: TaskRecord[] = []
  /** Leases of the tasks that it holds, oldest first. */
  readonly held: number[] = []
  readonly cancelled: number[] = []
  readonly #scene: CoreScene
  #state: LaneState | undefined

  constructor(scene: CoreScene) {
    this.#scene = scene
  }

  get state(): LaneState {
    return this.#state as LaneState
  }

  open(id: string, group: string): void {
    this.#state = this.#scene.core.laneOpened(id, group, { send: (record) => this.#take(record) })
  }

  /** The bodies and the attempts of the tasks that it was given. */
  get starts(): string[] {
    return this.tasks.map(({ body, attempt }) => `${body as string} ${attempt}`)
  }

  /** The bodies of the tasks that it was given. */
  get bodies(): unknown[] {
    return this.tasks.map(({ body }) => JSON.parse(body as string) as unknown)
  }

  #take(record: TaskRecord | CancelRecord): void {
    if (record.kind === 'cancel') {
      assert.ok(this.held.includes(record.id), 'what is cancelled was given out, and not answered')
      this.cancelled.push(record.id)
      return
    }
    // Credit counts when a task is given out: later it may be lowered below what is held.
    assert.ok(this.state.inFlight <= this.state.slots, 'the credit of the lane holds')
    this.tasks.push(record)
    this.held.push(record.id)
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
    if (at >= 0) this.held.splice(at, 1)
    this.#scene.core.outcome(this.state, outcome, this.#scene.now)
  }

  credit(slots: number): void {
    this.#scene.core.credited(this.state, slots, this.#scene.now)
  }

  lose(reason = 'it fell over'): void {
    this.held.length = 0
    this.#scene.core.laneLost(this.state, reason, this.#scene.now)
  }
}

export interface LaneOptions {
  /** @default the lane's id */
  readonly group?: string
  readonly slots?: number
  readonly concurrency?: number
  readonly services?: readonly string[]
  /** @default one of the lane's name */
  readonly workers?: readonly string[]
}

export interface RequestOptions {
  readonly client?: string
  readonly id?: number
  readonly deadlineMs?: number
  readonly attempts?: number
  readonly body?: unknown
}

export const firstLease = 1_000_000

export class CoreScene {
  readonly core: BrokerCore
  readonly told: Told[] = []
  now = 0
  timesIdle = 0
  #lastId = 0

  constructor(limits: Partial<QueueLimits> = {}) {
    this.core = new BrokerCore({
      clients: { send: (client, outcome, worker) => this.told.push({ client, outcome, worker }) },
      queue: memoryQueue({ queuedPerTargetMax: 100_000, queuedBytesMax: 2 ** 29, ...limits }),
      firstLease,
      onIdle: () => this.timesIdle++,
    })
  }

  lane(id: string, options: LaneOptions = {}): FakeLane {
    const lane = new FakeLane(this)
    lane.open(id, options.group ?? id)
    assert.equal(this.announce(lane, id, options), undefined)
    return lane
  }

  announce(lane: FakeLane, id: string, options: LaneOptions): string | undefined {
    const { workers = [id], services = [], concurrency = 1, slots = 10 } = options
    const announced: AnnouncedWorker[] = workers.map((name) => ({ name, services, concurrency }))
    return this.core.announced(lane.state, announced, slots, this.now)
  }

  /** @returns the id of the request */
  request(target: string, options: RequestOptions = {}): number {
    const { client = 'client', id = ++this.#lastId, deadlineMs = 30_000, attempts = 1, body = id } = options
    const record: RequestRecord = {
      kind: 'request',
      id,
      target,
      deadlineMs,
      attempts,
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

  tickAt(now: number): void {
    this.now = now
    this.core.tick(now)
  }

  /** What a request was told, in one word: `reply`, or the code of a failure. */
  outcomesOf(id: number, client = 'client'): string[] {
    return this.told.filter((told) => told.client === client && told.outcome.id === id).map(wordOf)
  }

  /** All that was told, as `id word`. */
  get words(): string[] {
    return this.told.map((told) => `${told.outcome.id} ${wordOf(told)}`)
  }

  messageTo(id: number): unknown {
    const told = this.told.find(({ outcome }) => outcome.id === id)
    return told && (JSON.parse(told.outcome.body as string) as { message?: unknown }).message
  }

  assertNoFaults(): void {
    assert.deepEqual(faultsOf(this.core), [])
  }
}

function wordOf({ outcome }: Told): string {
  return outcome.kind === 'reply' ? 'reply' : outcome.code
}
