/**
 * Workers that came by the front: each peer that announced itself there is a lane. Most started by themselves; those that
 * were launched as processes are expected, and are their supervisor's to stop.
 */
import { type HeartbeatRecord, linkId, type PayloadCodecs, type ReadyRecord, type WireRecord } from '@errand/protocol'
import { readAnnouncement } from './announcement.js'
import type { BrokerCore } from './core/broker-core.js'
import { failureOf } from './core/requests/failure-outcome.js'
import type { LanePort } from './core/state/ports.js'
import type { LaneState } from './core/state/state.js'
import { readHeartbeat } from './heartbeat-reader.js'
import type { EndReason } from './launch/end-reason.js'
import type { WorkerEvent } from './worker-events.js'

export interface AttachedWorkersOptions {
  readonly core: BrokerCore
  readonly codecs: PayloadCodecs
  send(peer: string, record: WireRecord): void
  /** Of the workers that started by themselves. */
  report(event: WorkerEvent): void
}

/** A process that was launched, and will attach as this peer. */
export interface ExpectedPeer {
  readonly group: string
  /** What its lane does besides sending. */
  readonly port: Omit<LanePort, 'send'>
  /** It was given a task. */
  given(): void
  /** @param fault why its announcement was refused, or undefined */
  announced(fault: string | undefined): void
  /** Its connection has ended. Its lane is there until it is forgotten. */
  left(): void
}

interface Attached {
  readonly lane: LaneState
  readonly names: readonly string[]
}

export class AttachedWorkers {
  readonly #options: AttachedWorkersOptions
  readonly #attached = new Map<string, Attached>()
  readonly #expected = new Map<string, ExpectedPeer>()
  #onAllGone: (() => void) | undefined

  constructor(options: AttachedWorkersOptions) {
    this.#options = options
  }

  expect(peer: string, expected: ExpectedPeer): void {
    this.#expected.set(peer, expected)
  }

  /** It is expected no more; its lane is lost. */
  forget(peer: string, reason: string, now: number): void {
    this.#expected.delete(peer)
    this.#loseLane(peer, reason, now)
  }

  /** @returns false where the peer is not attached, and so cannot be told */
  say(peer: string, record: WireRecord): boolean {
    if (!this.#attached.has(peer)) return false
    this.#options.send(peer, record)
    return true
  }

  /** @returns its lane; undefined where it has not attached */
  laneOf(peer: string): LaneState | undefined {
    return this.#attached.get(peer)?.lane
  }

  /** @returns false where the peer may not say this, or not now: it is attached already, or not at all */
  receive(peer: string, record: WireRecord, now: number): boolean {
    const { core } = this.#options
    const lane = this.laneOf(peer)
    if (!lane && record.kind === 'ready') this.#attach(peer, record, now)
    else if (!lane || record.kind === 'ready') return false
    else if (record.kind === 'reply' || record.kind === 'failure') core.outcome(lane, record, now)
    else if (record.kind === 'chunk' || record.kind === 'progress') core.said(lane, record, now)
    else if (record.kind === 'credit') core.credited(lane, record.slots, now)
    else if (record.kind === 'heartbeat') return this.#beat(lane, record, now)
    else if (record.kind === 'stopped') this.#left(peer, { kind: 'stopped' }, now)
    return true
  }

  gone(peer: string, now: number): void {
    this.#left(peer, { kind: 'lost' }, now)
  }

  /** Tells those that started by themselves to stop, and resolves when they have, or when the time is over. */
  async stop(graceMs: number): Promise<void> {
    const peers = this.#strangers()
    if (peers.length === 0) return
    for (const peer of peers) this.#options.send(peer, { kind: 'stop', graceMs })
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

  #strangers(): readonly string[] {
    return [...this.#attached.keys()].filter((peer) => !this.#expected.has(peer))
  }

  #attach(peer: string, record: ReadyRecord, now: number): void {
    const { core } = this.#options
    const expected = this.#expected.get(peer)
    const announcement = readAnnouncement(record, this.#options.codecs)
    if (announcement.fault !== undefined) return this.#refuse(peer, announcement.fault)
    // A stranger can call itself what it likes, and is in no group of the workers that were launched.
    const lane = core.laneOpened(peer, expected?.group ?? `attached ${peer}`, this.#portTo(peer, expected))
    const names = announcement.workers.map(({ name }) => name)
    this.#attached.set(peer, { lane, names })
    const refusal = core.announced(lane, announcement.workers, record.slots, now)
    if (refusal !== undefined) {
      this.#loseLane(peer, refusal, now)
      return this.#refuse(peer, refusal)
    }
    if (expected) return expected.announced(undefined)
    for (const worker of names) this.#options.report({ kind: 'started', worker, placement: 'attached', starts: 1 })
  }

  #portTo(peer: string, expected: ExpectedPeer | undefined): LanePort {
    return {
      ...expected?.port,
      send: (record) => {
        this.#options.send(peer, record)
        if (record.kind === 'task') expected?.given()
      },
    }
  }

  #refuse(peer: string, why: string): void {
    this.#options.send(peer, failureOf(linkId, 'bad-request', `the worker cannot attach: ${why}`))
    this.#expected.get(peer)?.announced(why)
  }

  #left(peer: string, reason: EndReason, now: number): void {
    const expected = this.#expected.get(peer)
    if (expected) return expected.left()
    const attached = this.#attached.get(peer)
    if (!attached) return
    this.#loseLane(peer, 'its connection ended', now)
    for (const worker of attached.names) this.#options.report({ kind: 'ended', worker, placement: 'attached', reason })
    if (this.#strangers().length === 0) this.#onAllGone?.()
  }

  #loseLane(peer: string, reason: string, now: number): void {
    const lane = this.laneOf(peer)
    if (!lane) return
    this.#attached.delete(peer)
    this.#options.core.laneLost(lane, reason, now)
  }
}
