/**
 * Random steps for a routing core, and a small world in which they happen: two dedicated workers, a pool of two loops
 * whose workers run one task at a time, and a pool whose workers run three. All share a service.
 */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { CoreScene, type FakeLane, firstLease, type LaneOptions } from './core-scene.js'

const shared = ['shared']

const laneOptions: readonly LaneOptions[] = [
  { group: 'worker.1', workers: ['worker.1'], services: shared },
  { group: 'worker.2', workers: ['worker.2'], services: [...shared, 'own'], concurrency: 2 },
  { group: 'one', workers: ['worker.3', 'worker.4', 'worker.5'], services: shared },
  { group: 'one', workers: ['worker.3', 'worker.4', 'worker.5'], services: shared },
  { group: 'three', workers: ['worker.6'], services: shared, concurrency: 3 },
  { group: 'three', workers: ['worker.6'], services: shared, concurrency: 3 },
]

const targets = [1, 2, 3, 4, 5, 6].map((number) => `worker.${number}`).concat('shared', 'shared', 'own', 'nobody')
const clients = ['a', 'b', 'c']

export type Step =
  | {
      readonly kind: 'request'
      readonly client: string
      readonly target: string
      readonly deadlineMs: number
      readonly attempts: number
      /** Names the id of an earlier request again. */
      readonly repeats: boolean
    }
  | { readonly kind: 'answer'; readonly lane: number; readonly which: number; readonly isReply: boolean }
  /** An answer through a lane that need not have the lease. */
  | { readonly kind: 'stray'; readonly lane: number; readonly lease: number }
  | { readonly kind: 'cancel'; readonly client: string; readonly id: number }
  | { readonly kind: 'clientGone'; readonly client: string }
  | { readonly kind: 'credit'; readonly lane: number; readonly slots: number }
  | { readonly kind: 'lose' | 'open' | 'announceAgain' | 'announceTaken'; readonly lane: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'endAll' }

const anyLane = fc.nat({ max: laneOptions.length - 1 })

const anyRequest = fc.record({
  kind: fc.constant('request' as const),
  client: fc.constantFrom(...clients),
  target: fc.constantFrom(...targets),
  deadlineMs: fc.integer({ min: 0, max: 60 }),
  attempts: fc.constantFrom(1, 1, 1, 2, 3, 0),
  repeats: fc.integer({ min: 0, max: 19 }).map((chance) => chance === 0),
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
  kind: fc.constantFrom('lose', 'open', 'open', 'announceAgain', 'announceTaken'),
  lane: anyLane,
})
const anyTime = fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 15 }) })

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 45, arbitrary: anyRequest },
  { weight: 35, arbitrary: anyAnswer },
  { weight: 3, arbitrary: anyStray },
  { weight: 5, arbitrary: anyCancel },
  { weight: 1, arbitrary: anyGoodbye },
  { weight: 6, arbitrary: anyCredit },
  { weight: 6, arbitrary: anyLaneChange },
  { weight: 8, arbitrary: anyTime },
)

interface Asked {
  readonly client: string
  readonly id: number
  readonly target: string
  readonly attempts: number
}

/** Applies steps to a core, and checks after each what a peer could see. */
export class CoreWorld {
  readonly scene: CoreScene = new CoreScene({ queuedPerTargetMax: 6, queuedBytesMax: 40 })
  readonly #lanes: (FakeLane | undefined)[] = laneOptions.map((_, at) => this.#open(at))
  /** Lanes of the past, with what they were given. */
  readonly #gone: FakeLane[] = []
  /** What was asked; the body of each request is its index here. */
  readonly #asked: Asked[] = []

  apply(step: Step): void {
    const { core, now } = this.scene
    if (step.kind === 'request') this.#request(step)
    else if (step.kind === 'cancel') core.cancel(step.client, step.id)
    else if (step.kind === 'clientGone') core.clientGone(step.client)
    else if (step.kind === 'pass') this.scene.tickAt(now + step.ms)
    else if (step.kind === 'endAll') core.endAll('over')
    else if (step.kind === 'open') this.#lanes[step.lane] ??= this.#open(step.lane)
    else this.#applyToLane(step, this.#lanes[step.lane])
    this.#check()
  }

  /** All that is open ends; no lane holds anything. */
  finish(): void {
    this.apply({ kind: 'endAll' })
    for (const lane of this.#lanes) lane?.replyAll()
    this.#check()
    const { core } = this.scene
    assert.deepEqual([core.open, core.queued, core.leased], [0, 0, 0])
    assert.equal(this.scene.told.length, this.#asked.length, 'every request is told its end')
  }

  #applyToLane(step: Extract<Step, { lane: number }>, lane: FakeLane | undefined): void {
    if (!lane) return
    const options = laneOptions[step.lane] as LaneOptions
    if (step.kind === 'answer') this.#answer(lane, step)
    else if (step.kind === 'stray') this.#stray(lane, firstLease + step.lease)
    else if (step.kind === 'credit') lane.credit(step.slots)
    else if (step.kind === 'announceAgain') this.scene.announce(lane, lane.state.id, { ...options, slots: 3 })
    else if (step.kind === 'announceTaken') this.#announceTaken(lane)
    else this.#lose(step.lane, lane)
  }

  #open(at: number): FakeLane {
    return this.scene.lane(`lane.${at}`, { slots: 2, ...laneOptions[at] })
  }

  #lose(at: number, lane: FakeLane): void {
    lane.lose()
    this.#lanes[at] = undefined
    this.#gone.push(lane)
  }

  #answer(lane: FakeLane, { which, isReply }: Extract<Step, { kind: 'answer' }>): void {
    const lease = lane.held[which % Math.max(1, lane.held.length)]
    if (lease === undefined) return
    if (isReply) lane.reply(lease)
    else lane.fail(lease)
    // Once more: whoever says it twice is not heard twice.
    this.#stray(lane, lease)
  }

  #stray(lane: FakeLane, lease: number): void {
    if (lane.held.includes(lease)) return
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

  #request({ client, target, deadlineMs, attempts, repeats }: Extract<Step, { kind: 'request' }>): void {
    const body = this.#asked.length
    const former = repeats ? this.#asked.findLast((asked) => asked.client === client) : undefined
    const id = former?.id ?? body
    this.#asked.push({ client, id, target, attempts })
    this.scene.request(target, { client, id, deadlineMs, attempts, body })
  }

  #check(): void {
    this.scene.assertNoFaults()
    const { told, core } = this.scene
    assert.equal(told.length + core.open, this.#asked.length, 'each request is open, or was told its end once')
    for (const lane of this.#lanes) assert.ok(!lane || lane.held.length === lane.state.inFlight)
  }

  /** No work is started too often, and a client's requests to a worker with one slot are started in order. */
  checkStarts(): void {
    const lanes = [...this.#gone, ...this.#lanes.filter((lane) => lane !== undefined)]
    const tasks = lanes.flatMap((lane) => lane.tasks).toSorted((a, b) => a.id - b.id)
    const starts = new Map<number, number>()
    const last = new Map<string, number>()
    for (const { body, attempt } of tasks) {
      const index = Number(body)
      const { client, target, attempts } = this.#asked[index] as Asked
      const started = (starts.get(index) ?? 0) + 1
      starts.set(index, started)
      assert.equal(attempt, started)
      assert.ok(started <= Math.max(1, attempts))
      if (started > 1) continue
      const line = `${client} to ${target}`
      assert.ok((last.get(line) ?? -1) < index, `${line} in order`)
      last.set(line, index)
    }
  }
}
