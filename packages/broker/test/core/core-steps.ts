/**
 * Random steps for a routing core, and a small world in which they happen: two dedicated workers, a pool of two loops
 * whose workers run one task at a time, and a pool whose workers run three. All share a service; some lend their slots.
 */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { AnswerRecord } from '@errand/protocol'
import { CoreScene, type FakeLane, firstLease, type LaneOptions, type RequestOptions } from './core-scene.js'

const shared = ['shared']

const laneOptions: readonly LaneOptions[] = [
  { group: 'worker.1', workers: ['worker.1'], services: shared, lends: true },
  { group: 'worker.2', workers: ['worker.2'], services: [...shared, 'own'], concurrency: 2 },
  { group: 'one', workers: ['worker.3', 'worker.4', 'worker.5'], services: shared },
  { group: 'one', workers: ['worker.3', 'worker.4', 'worker.5'], services: shared },
  { group: 'three', workers: ['worker.6'], services: shared, concurrency: 3, lends: true },
  { group: 'three', workers: ['worker.6'], services: shared, concurrency: 3, lends: true },
]

const targets = [1, 2, 3, 4, 5, 6].map((number) => `worker.${number}`).concat('shared', 'shared', 'own', 'nobody')
const clients = ['a', 'b', 'c']
/** Those with one slot. */
const ordered = new Set(['worker.1', 'worker.3', 'worker.4', 'worker.5'])

/** What few requests ask for. */
type Extras = Pick<RequestOptions, 'ttlMs' | 'priority' | 'window' | 'progress' | 'quiet' | 'member' | 'sticky' | 'key'>

export type Step =
  | {
      readonly kind: 'request'
      readonly client: string
      readonly target: string
      readonly deadlineMs: number
      readonly attempts: number
      /** Milliseconds before a further attempt; 0 for none. */
      readonly backoffMs: number
      readonly runTimeoutMs: number
      /** Says again what a client still waits for, or what it may not have been told. */
      readonly repeats: boolean
      readonly extras: Extras
    }
  /** A handler asks: its worker is the client, the task that it holds the parent. */
  | {
      readonly kind: 'nested'
      readonly lane: number
      readonly which: number
      readonly target: string
      readonly extras: Extras
    }
  | { readonly kind: 'answer'; readonly lane: number; readonly which: number; readonly isReply: boolean }
  /** An answer through a lane that need not have the lease. */
  | { readonly kind: 'stray'; readonly lane: number; readonly lease: number }
  /** A handler says something before it answers. */
  | { readonly kind: 'say'; readonly lane: number; readonly which: number; readonly what: 'chunk' | 'progress' }
  /** The reader of a stream takes more. */
  | { readonly kind: 'pull'; readonly which: number; readonly chunks: number }
  | { readonly kind: 'find'; readonly client: string; readonly target: string }
  | { readonly kind: 'cancel'; readonly client: string; readonly id: number }
  | { readonly kind: 'clientGone'; readonly client: string }
  | { readonly kind: 'credit'; readonly lane: number; readonly slots: number }
  | { readonly kind: 'lose'; readonly lane: number; readonly started: number }
  | { readonly kind: 'mislay'; readonly lane: number; readonly which: number; readonly isReceived: boolean }
  | { readonly kind: 'beat'; readonly lane: number; readonly lagMs: number }
  | { readonly kind: 'open' | 'announceAgain' | 'announceTaken' | 'drain'; readonly lane: number }
  | { readonly kind: 'expect' | 'bar' | 'forget'; readonly lane: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'endAll' }

const anyLane = fc.nat({ max: laneOptions.length - 1 })

const few = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom(...Array.from({ length: 3 }, () => undefined), ...values)

const anyExtras: fc.Arbitrary<Extras> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record({
      ttlMs: few(3, 10),
      priority: few(1, 2),
      window: few(1, 3),
      progress: few(1),
      quiet: few(1),
      member: few('worker.1', 'worker.4'),
      sticky: few('x', 'y'),
      key: few('k', 'l'),
    }),
  },
)

const anyRequest = fc.record({
  kind: fc.constant('request' as const),
  client: fc.constantFrom(...clients),
  target: fc.constantFrom(...targets),
  deadlineMs: fc.integer({ min: 0, max: 60 }),
  attempts: fc.constantFrom(1, 1, 1, 2, 3, 0),
  backoffMs: fc.constantFrom(0, 0, 2, 5),
  runTimeoutMs: fc.constantFrom(0, 0, 0, 4, 20),
  repeats: fc.integer({ min: 0, max: 19 }).map((chance) => chance === 0),
  extras: anyExtras,
})
const anySaying = fc.record({
  kind: fc.constant('say' as const),
  lane: anyLane,
  which: fc.nat({ max: 3 }),
  what: fc.constantFrom('chunk' as const, 'chunk' as const, 'progress' as const),
})
const anyPull = fc.record({
  kind: fc.constant('pull' as const),
  which: fc.nat({ max: 60 }),
  chunks: fc.nat({ max: 3 }),
})
const anyFind = fc.record({
  kind: fc.constant('find' as const),
  client: fc.constantFrom(...clients),
  target: fc.constantFrom(...targets),
})
const anyAnswer = fc.record({
  kind: fc.constant('answer' as const),
  lane: anyLane,
  which: fc.nat({ max: 3 }),
  isReply: fc.boolean(),
})
const anyStray = fc.record({ kind: fc.constant('stray' as const), lane: anyLane, lease: fc.nat({ max: 40 }) })
const anyCancel = fc.record({
  kind: fc.constant('cancel' as const),
  client: fc.constantFrom(...clients),
  id: fc.nat({ max: 60 }),
})
const anyGoodbye = fc.record({ kind: fc.constant('clientGone' as const), client: fc.constantFrom(...clients) })
const anyCredit = fc.record({ kind: fc.constant('credit' as const), lane: anyLane, slots: fc.nat({ max: 4 }) })
const anyLaneChange = fc.record({
  kind: fc.constantFrom('open', 'open', 'announceAgain', 'announceTaken', 'drain', 'expect', 'expect', 'bar', 'forget'),
  lane: anyLane,
})
const anyLoss = fc.record({ kind: fc.constant('lose' as const), lane: anyLane, started: fc.nat({ max: 3 }) })
const anyMislaying = fc.record({
  kind: fc.constant('mislay' as const),
  lane: anyLane,
  which: fc.nat({ max: 3 }),
  isReceived: fc.boolean(),
})
const anyBeat = fc.record({
  kind: fc.constant('beat' as const),
  lane: anyLane,
  lagMs: fc.constantFrom(0, 0, 0, 500),
})
const anyNested = fc.record({
  kind: fc.constant('nested' as const),
  lane: anyLane,
  which: fc.nat({ max: 3 }),
  target: fc.constantFrom(...targets),
  extras: anyExtras,
})
const anyTime = fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 15 }) })

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 45, arbitrary: anyRequest },
  { weight: 35, arbitrary: anyAnswer },
  { weight: 3, arbitrary: anyStray },
  { weight: 5, arbitrary: anyCancel },
  { weight: 1, arbitrary: anyGoodbye },
  { weight: 6, arbitrary: anyCredit },
  { weight: 8, arbitrary: anyLaneChange },
  { weight: 3, arbitrary: anyLoss },
  { weight: 3, arbitrary: anyMislaying },
  { weight: 10, arbitrary: anyBeat },
  { weight: 8, arbitrary: anyNested },
  { weight: 8, arbitrary: anyTime },
  { weight: 6, arbitrary: anySaying },
  { weight: 3, arbitrary: anyPull },
  { weight: 1, arbitrary: anyFind },
)

interface Asked {
  readonly client: string
  readonly id: number
  readonly target: string
  readonly attempts: number
  readonly extras: Extras
}

function keyOf({ client, id }: Asked): string {
  return `${client} ${id}`
}

function pick<T>(items: readonly T[], which: number): T | undefined {
  return items[which % Math.max(1, items.length)]
}

/** Applies steps to a core, and checks after each what a peer could see. */
export class CoreWorld {
  readonly scene: CoreScene = new CoreScene(
    { queuedPerTargetMax: 6, queuedBytesMax: 40, queuedPerClientMax: 8 },
    // Nobody stays away too long here: what a client that was given up asks again is another request.
    { heartbeatIntervalMs: 10, hangGraceMs: 5, resumeMs: 1e9 },
  )
  readonly #lanes: (FakeLane | undefined)[] = laneOptions.map((_, at) => this.#open(at))
  /** Lanes of the past, with what they were given. */
  readonly #gone: FakeLane[] = []
  /** What was asked; the body of each request is its id, and its place here from 1. */
  readonly #asked: Asked[] = []
  readonly #byKey = new Map<string, Asked>()
  readonly #refused = new Set<string>()
  /** Clients that were away at some time: what ended meanwhile they are told only when they ask again. */
  readonly #left = new Set<string>()
  readonly #told = new Map<string, AnswerRecord>()
  /** Chunks that readers took, beyond the first, and those that came. */
  readonly #granted = new Map<number, number>()
  readonly #chunks = new Map<number, number>()

  apply(step: Step): void {
    const { core, now } = this.scene
    if (step.kind === 'request') this.#request(step)
    else if (step.kind === 'pull') this.#pull(step)
    else if (step.kind === 'find') this.#find(step)
    else if (step.kind === 'cancel') core.cancel(step.client, step.id, now)
    else if (step.kind === 'clientGone') this.#clientGone(step.client)
    else if (step.kind === 'pass') this.scene.tickAt(now + step.ms)
    else if (step.kind === 'endAll') core.endAll('over', now)
    else if (step.kind === 'open') this.#lanes[step.lane] ??= this.#open(step.lane)
    else if (step.kind === 'expect' || step.kind === 'bar' || step.kind === 'forget') this.#supervise(step)
    else this.#applyToLane(step, this.#lanes[step.lane])
    this.#check()
  }

  /** All that is open ends; no lane holds anything. */
  finish(): void {
    this.apply({ kind: 'endAll' })
    for (const lane of this.#lanes) lane?.replyAll()
    this.#check()
    const { core } = this.scene
    const missing = this.#lanes.reduce((sum, lane) => sum + (lane?.missing ?? 0), 0)
    assert.deepEqual([core.open, core.queued, core.leased], [0, 0, missing])
    for (const [key, { client }] of this.#byKey)
      assert.ok(
        this.#told.has(key) || this.#left.has(client),
        'every request is told its end, unless its client is away',
      )
  }

  #applyToLane(step: Extract<Step, { lane: number }>, lane: FakeLane | undefined): void {
    if (!lane) return
    const options = laneOptions[step.lane] as LaneOptions
    if (step.kind === 'answer') this.#answer(lane, step)
    else if (step.kind === 'stray') this.#stray(lane, firstLease + step.lease)
    else if (step.kind === 'credit') lane.credit(step.slots)
    else if (step.kind === 'lose') this.#lose(step, lane)
    else if (step.kind === 'mislay') lane.mislay(pick(lane.held, step.which), step.isReceived)
    else if (step.kind === 'beat') lane.beat(step)
    else if (step.kind === 'nested') this.#nested(lane, step)
    else if (step.kind === 'say') lane.say(step.what, pick(lane.held, step.which), step.what)
    else if (step.kind === 'drain') this.scene.core.laneDraining(lane.state, () => undefined)
    else if (step.kind === 'announceAgain') this.scene.announce(lane, lane.state.id, { ...options, slots: 3 })
    else if (step.kind === 'announceTaken') this.#announceTaken(lane)
  }

  #clientGone(client: string): void {
    this.#left.add(client)
    this.scene.core.clientGone(client, this.scene.now)
  }

  #supervise({ kind, lane }: { readonly kind: 'expect' | 'bar' | 'forget'; readonly lane: number }): void {
    const { core, now } = this.scene
    const { group = '', workers = [] } = laneOptions[lane] as LaneOptions
    if (kind === 'expect') core.workersExpected(group, workers)
    else if (kind === 'forget') core.workersForgotten(group, workers, 'forgotten', now)
    // Only who is away is barred, by somebody who expected it.
    else if (!this.#lanes.some((open) => open?.state.group === group))
      core.workersBarred(group, workers, { code: 'worker-crash-loop', message: 'again and again' }, now)
  }

  #open(at: number): FakeLane {
    return this.scene.lane(`lane.${at}`, { slots: 2, ...laneOptions[at] })
  }

  #lose({ lane: at, started }: Extract<Step, { kind: 'lose' }>, lane: FakeLane): void {
    lane.lose('it fell over', started)
    this.#lanes[at] = undefined
    this.#gone.push(lane)
  }

  #answer(lane: FakeLane, { which, isReply }: Extract<Step, { kind: 'answer' }>): void {
    const lease = pick(lane.held, which)
    if (lease === undefined) return
    if (isReply) lane.reply(lease)
    else lane.fail(lease)
    // Once more: whoever says it twice is not heard twice.
    this.#stray(lane, lease)
  }

  #stray(lane: FakeLane, lease: number): void {
    if (lane.held.includes(lease) || lane.mislaid.has(lease)) return
    const { strayResults } = this.scene.core.counters
    lane.reply(lease)
    assert.equal(this.scene.core.counters.strayResults, strayResults + 1)
  }

  /** A name of another group is refused, and the lane keeps what it has. */
  #announceTaken(lane: FakeLane): void {
    const taken = lane.state.group === 'worker.1' ? 'worker.2' : 'worker.1'
    const isThere = [...this.scene.core.roster.workers].some(({ name }) => name === taken)
    if (isThere) assert.ok(this.scene.announce(lane, lane.state.id, { workers: [taken] }))
  }

  #request({ kind: _kind, repeats, ...step }: Extract<Step, { kind: 'request' }>): void {
    const former = repeats
      ? this.#asked.findLast((asked) => asked.client === step.client && asked.attempts > 1)
      : undefined
    if (!former) return this.#ask(step)
    // What was turned away was never taken in: its client asks no more.
    if (this.#refused.has(keyOf(former))) return
    this.scene.request(former.target, { ...former, ...former.extras, body: former.id })
  }

  #pull({ which, chunks }: Extract<Step, { kind: 'pull' }>): void {
    const asked = pick(this.#asked, which)
    if (!asked) return
    this.scene.pull(asked.id, chunks, asked.client)
    if (asked.extras.window) this.#granted.set(asked.id, this.#grantedTo(asked) + chunks)
  }

  /** More than these are not passed on, whatever a worker sends. */
  #grantedTo({ id, extras }: Asked): number {
    return this.#granted.get(id) ?? extras.window ?? 0
  }

  /** It is answered at once, whatever else goes on, and is no request. */
  #find({ client, target }: Extract<Step, { kind: 'find' }>): void {
    const id = this.scene.find(target, client)
    const told = this.scene.told.pop()
    assert.equal(told?.outcome.id, id)
    assert.equal(told.outcome.kind, this.scene.core.roster.target(target) ? 'reply' : 'failure')
  }

  #ask(options: Omit<Asked, 'id'> & RequestOptions): void {
    const id = this.#asked.length + 1
    const asked = { ...options, id }
    this.#asked.push(asked)
    this.#byKey.set(keyOf(asked), asked)
    const { refused } = this.scene.core.counters
    this.scene.request(options.target, { ...asked, ...asked.extras, body: id })
    if (this.scene.core.counters.refused > refused) this.#refused.add(keyOf(asked))
  }

  #nested(lane: FakeLane, { which, target, extras }: Extract<Step, { kind: 'nested' }>): void {
    const parent = pick(lane.held, which)
    if (parent !== undefined) this.#ask({ client: lane.state.id, target, attempts: 1, parent, extras })
  }

  #check(): void {
    this.scene.assertNoFaults()
    const { told } = this.scene
    for (const { client, outcome } of told.splice(0)) {
      const key = `${client} ${outcome.id}`
      const before = this.#told.get(key)
      assert.ok(
        before === undefined || before === outcome || (before.kind === 'accepted' && outcome.kind === 'accepted'),
        'a client is never told two different ends of a request',
      )
      if (outcome.kind === 'chunk') this.#chunk(outcome.id)
      // That it was accepted is the end of one whose client wants to hear no more.
      else if (outcome.kind !== 'progress') this.#told.set(key, outcome)
    }
    for (const lane of this.#lanes) assert.ok(!lane || lane.held.length + lane.missing === lane.state.tasks.size)
  }

  #chunk(id: number): void {
    const asked = this.#asked[id - 1] as Asked
    const chunks = (this.#chunks.get(id) ?? 0) + 1
    this.#chunks.set(id, chunks)
    assert.ok(chunks <= this.#grantedTo(asked), 'a reader gets no more chunks than it takes')
  }

  /** No work is started too often, and a client's requests to a worker with one slot are started in order. */
  checkStarts(): void {
    const lanes = [...this.#gone, ...this.#lanes.filter((lane) => lane !== undefined)]
    const tasks = lanes
      .flatMap((lane) => lane.tasks.filter(({ id }) => lane.started.has(id)))
      .toSorted((a, b) => a.id - b.id)
    const mislaid = new Set(lanes.flatMap((lane) => [...lane.everMislaid]))
    const starts = new Map<number, number>()
    const last = new Map<string, number>()
    for (const { body, attempt } of tasks) {
      const index = Number(body)
      const { client, target, attempts, extras } = this.#asked[index - 1] as Asked
      const started = (starts.get(index) ?? 0) + 1
      starts.set(index, started)
      assert.ok(attempt === started || mislaid.has(body), 'an attempt is a start, or was lost on the way')
      assert.ok(started <= Math.max(1, attempts))
      // Members of a service do not wait for each other, and what was lost on the way comes after what was not.
      if (started > 1 || !ordered.has(target) || mislaid.has(body)) continue
      if (extras.priority || extras.key) continue
      const line = `${client} to ${target}`
      assert.ok((last.get(line) ?? -1) < index, `${line} in order`)
      last.set(line, index)
    }
  }
}
