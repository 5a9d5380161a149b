/** The results ROUTER: what launched workers and workers of the JSON profile answer, and what they say of themselves. */
import {
  decodePacket,
  type HeartbeatRecord,
  isJsonProfile,
  jsonFields,
  mayTravel,
  nameOf,
  packetOf,
  parseJsonMessage,
  type OutcomeRecord,
  type PayloadCodecs,
  peerOf,
  type ProtocolLimits,
  type ReadyRecord,
  type Violation,
  type WireRecord,
} from '@errand/protocol'
import type { EndpointBook, MessageSocket, SocketFactory } from '@errand/sockets'
import type { Clock } from '@errand/timing'
import { readAnnouncement } from './announcement.js'
import type { BrokerCore } from './core/broker-core.js'
import type { LaneState } from './core/state/state.js'
import { readHeartbeat } from './heartbeat-reader.js'
import { outcomeOfJson } from './json/json-lane.js'
import { routingIdOf } from './routing-frame.js'
import type { TrafficCounters } from './traffic-counters.js'
import { unreadableOutcome } from './unreadable-outcome.js'

export interface ResultsOptions {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly sockets: SocketFactory
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  readonly traffic: TrafficCounters
  /** A deadline may have come nearer. */
  readonly changed: () => void
}

interface Source {
  readonly lane: LaneState
  /** @param fault why its announcement was refused, or undefined */
  readonly announced: (fault: string | undefined) => void
  /** An answer in JSON came for this lease. */
  readonly answered?: (lease: number) => void
  /** Its connection has ended. Of a thread that is no news: its own end tells more. */
  readonly left?: () => void
}

export class Results {
  readonly #options: ResultsOptions
  readonly #router: MessageSocket
  readonly #sources = new Map<string, Source>()

  constructor(options: ResultsOptions) {
    const { sockets, limits } = options
    this.#options = options
    // The credit of all lanes bounds what is on its way here, so nothing needs to be refused.
    this.#router = sockets.open('router', {
      highWaterMark: 0,
      disconnectMessage: stoppedPacket(limits),
      frameBytesMax: limits.bodyBytesMax * 2,
    })
  }

  async bind(book: EndpointBook): Promise<string> {
    const endpoint = await book.bind(this.#router, 'results')
    this.#router.listen((frames) => {
      this.#receive(frames)
      this.#options.changed()
    })
    return endpoint
  }

  /** From now on, what this peer sends is about this lane. */
  expect(peer: string, source: Source): void {
    this.#sources.set(peer, source)
  }

  forget(peer: string): void {
    this.#sources.delete(peer)
  }

  close(): void {
    this.#router.close()
  }

  /** What a worker said another way: by the port of its thread. */
  deliver(peer: string, records: readonly WireRecord[], violations: readonly Violation[] = []): void {
    const now = this.#options.clock.now()
    // Looked up for each: a record before it may have ended what the peer was, and begun another.
    for (const record of records) this.#accept(this.#sources.get(peer), record, now)
    for (const violation of violations) this.#report(this.#sources.get(peer), violation, now)
  }

  #receive([identity, ...frames]: Uint8Array[]): void {
    const peer = peerOf(routingIdOf(identity as Uint8Array))
    if (frames.length > 1 && frames[0]?.length === 0) frames.shift()
    if (isJsonProfile(frames[0])) return this.#receiveJson(frames[0] as Uint8Array)
    const { records, violations } = decodePacket(frames, this.#options.limits)
    this.deliver(peer, records, violations)
  }

  #accept(source: Source | undefined, record: WireRecord, now: number): void {
    const { core, traffic } = this.#options
    // A connection that ends says `stopped` as well; where it says nothing new, the source does not listen.
    if (record.kind === 'stopped') return source?.left?.()
    if (!mayTravel(record.kind, 'worker', 'broker')) traffic.violations++
    else if (record.kind === 'reply' || record.kind === 'failure') this.#settle(source, record, now)
    else if (!source) traffic.violations++
    else if (record.kind === 'chunk' || record.kind === 'progress') core.said(source.lane, record, now)
    else if (record.kind === 'credit') core.credited(source.lane, record.slots, now)
    else if (record.kind === 'ready') source.announced(this.#announce(source.lane, record, now))
    else if (record.kind === 'heartbeat') this.#beat(source.lane, record, now)
  }

  /** @param source undefined where the worker was lost since: what it had was settled then */
  #settle(source: Source | undefined, outcome: OutcomeRecord, now: number): void {
    const { core } = this.#options
    if (source) core.outcome(source.lane, outcome, now)
    else core.counters.strayResults++
  }

  #report(source: Source | undefined, violation: Violation, now: number): void {
    const { traffic } = this.#options
    traffic.violations++
    if (violation.code === 'unknown-kind') traffic.unknownKinds++
    const outcome = unreadableOutcome(violation)
    if (outcome) this.#settle(source, outcome, now)
  }

  #beat(lane: LaneState, record: HeartbeatRecord, now: number): void {
    const { core, codecs, traffic } = this.#options
    const heartbeat = readHeartbeat(record, codecs)
    if (heartbeat) core.heartbeat(lane, heartbeat, now)
    else traffic.violations++
  }

  #announce(lane: LaneState, record: ReadyRecord, now: number): string | undefined {
    const { core, codecs } = this.#options
    const announcement = readAnnouncement(record, codecs)
    return announcement.fault ?? core.announced(lane, announcement.workers, record.slots, now)
  }

  #receiveJson(frame: Uint8Array): void {
    const { core, clock, limits, traffic } = this.#options
    const message = parseJsonMessage(frame)
    const name = message?.[jsonFields.response]
    const source = typeof name === 'string' ? this.#sources.get(nameOf(name)) : undefined
    const outcome = message && outcomeOfJson(message, limits.bodyBytesMax)
    if (!source || !outcome) {
      traffic.violations++
      return
    }
    source.answered?.(outcome.id)
    core.outcome(source.lane, outcome, clock.now())
  }
}

/** What a peer would say if it were asked when its connection ends. */
function stoppedPacket(limits: ProtocolLimits): string {
  return packetOf({ kind: 'stopped' }, limits, 'strings').join('')
}
