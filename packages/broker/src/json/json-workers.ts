/**
 * Dedicated workers of the JSON profile, which start by themselves, and may go and come again. For each the broker holds
 * the same sockets all the time; to the core, a worker is another lane each time it comes.
 */
import type { OutcomeRecord, PayloadCodecs } from '@errand/protocol'
import type { EndpointBook, SocketFactory } from '@errand/sockets'
import type { Clock } from '@errand/timing'
import type { BrokerCore } from '../core/broker-core.js'
import type { LaneState } from '../core/state/state.js'
import type { Results } from '../results.js'
import { type JsonLane, jsonLane } from './json-lane.js'

export interface JsonWorkersOptions {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly codecs: PayloadCodecs
  readonly results: Results
}

interface JsonWorker {
  readonly lane: JsonLane
  readonly state: LaneState
}

export class JsonWorkers {
  readonly #options: JsonWorkersOptions
  readonly #workers = new Map<string, JsonWorker>()
  #comings = 0
  #isStopping = false

  constructor(options: JsonWorkersOptions) {
    this.#options = options
  }

  /** @throws SocketsError */
  async open(name: string): Promise<void> {
    const { sockets, book, codecs } = this.#options
    const lane = await jsonLane({ name, sockets, book, codecs, failed: (outcome) => this.#failed(name, outcome) })
    this.#begin(lane, lane.slots)
  }

  /** True for the sockets by which these workers ask others: `worker.2.request` for one, as in the seed. */
  isAsking(peer: string): boolean {
    return [...this.#workers.keys()].some((name) => peer.startsWith(`${name}.`))
  }

  has(name: string): boolean {
    return this.#workers.has(name)
  }

  /** Tells all of them to stop. */
  stop(): void {
    this.#isStopping = true
    for (const { lane } of this.#workers.values()) lane.stop()
  }

  close(): void {
    for (const { lane } of this.#workers.values()) lane.close()
  }

  #begin(lane: JsonLane, slots: number): LaneState {
    const { core, clock, results } = this.#options
    const { port, worker } = lane
    const state = core.laneOpened(`${worker.name}#${++this.#comings}`, worker.name, port)
    this.#workers.set(worker.name, { lane, state })
    core.announced(state, [worker], slots, clock.now())
    results.expect(worker.name, {
      lane: state,
      announced: () => undefined,
      answered: (lease) => lane.answered(lease),
      left: () => this.#left(lane, state),
    })
    return state
  }

  /** What the worker had is lost. What waits for it waits for the next, which may be on its way. */
  #left(lane: JsonLane, last: LaneState): void {
    if (this.#isStopping) return
    const { core, clock } = this.#options
    // The next is there before the last one goes, so the name is never unknown; it takes nothing until then.
    const next = this.#begin(lane, 0)
    void this.#renew(lane, next)
    core.laneLost(last, 'its connection ended', clock.now())
    core.credited(next, lane.slots, clock.now())
  }

  async #renew(lane: JsonLane, next: LaneState): Promise<void> {
    const { core, clock } = this.#options
    try {
      await lane.renew()
    } catch (error) {
      core.laneLost(next, String(error), clock.now())
    }
  }

  #failed(name: string, outcome: OutcomeRecord): void {
    const { core, clock } = this.#options
    const worker = this.#workers.get(name)
    if (worker) core.outcome(worker.state, outcome, clock.now())
  }
}
