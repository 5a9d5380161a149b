/** Workers that started by themselves: each peer of the front that announced itself is a lane. */
import { type HeartbeatRecord, linkId, type PayloadCodecs, type ReadyRecord, type WireRecord } from '@errand/protocol'
import { readAnnouncement } from './announcement.js'
import type { BrokerCore } from './core/broker-core.js'
import { failureOf } from './core/failure-outcome.js'
import type { LaneState } from './core/lane.js'
import { readHeartbeat } from './heartbeat-reader.js'

export interface AttachedWorkersOptions {
  readonly core: BrokerCore
  readonly codecs: PayloadCodecs
  send(peer: string, record: WireRecord): void
}

/** A peer chooses its routing id: with this before it, its lane has the id and the group of no lane that is the broker's own. */
const ownMark = '@'

export class AttachedWorkers {
  readonly #options: AttachedWorkersOptions
  readonly #lanes = new Map<string, LaneState>()
  #onAllGone: (() => void) | undefined

  constructor(options: AttachedWorkersOptions) {
    this.#options = options
  }

  /** @returns false where the peer may not say this, or not now: it is attached already, or not at all */
  receive(peer: string, record: WireRecord, now: number): boolean {
    const { core } = this.#options
    const lane = this.#lanes.get(peer)
    if (!lane && record.kind === 'ready') this.#attach(peer, record, now)
    else if (!lane || record.kind === 'ready') return false
    else if (record.kind === 'reply' || record.kind === 'failure') core.outcome(lane, record, now)
    else if (record.kind === 'credit') core.credited(lane, record.slots, now)
    else if (record.kind === 'heartbeat') return this.#beat(lane, record, now)
    else if (record.kind === 'stopped') this.gone(peer, now)
    return true
  }

  gone(peer: string, now: number): void {
    const lane = this.#lanes.get(peer)
    if (!lane) return
    this.#lanes.delete(peer)
    this.#options.core.laneLost(lane, 'its connection ended', now)
    if (this.#lanes.size === 0) this.#onAllGone?.()
  }

  /** Tells all of them to stop, and resolves when all have, or when the time is over. */
  async stop(graceMs: number): Promise<void> {
    if (this.#lanes.size === 0) return
    for (const peer of this.#lanes.keys()) this.#options.send(peer, { kind: 'stop', graceMs })
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs)
      this.#onAllGone = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #beat(lane: LaneState, record: HeartbeatRecord, now: number): boolean {
    const heartbeat = readHeartbeat(record, this.#options.codecs)
    if (heartbeat) this.#options.core.heartbeat(lane, heartbeat, now)
    return heartbeat !== undefined
  }

  #attach(peer: string, record: ReadyRecord, now: number): void {
    const { core } = this.#options
    const announcement = readAnnouncement(record, this.#options.codecs)
    if (announcement.fault !== undefined) return this.#refuse(peer, announcement.fault)
    const id = ownMark + peer
    const lane = core.laneOpened(id, id, { send: (task) => this.#options.send(peer, task) })
    this.#lanes.set(peer, lane)
    const refusal = core.announced(lane, announcement.workers, record.slots, now)
    if (refusal === undefined) return
    this.gone(peer, now)
    this.#refuse(peer, refusal)
  }

  #refuse(peer: string, why: string): void {
    this.#options.send(peer, failureOf(linkId, 'bad-request', `the worker cannot attach: ${why}`))
  }
}
