/**
 * The front ROUTER: clients' requests and their outcomes; workers' nested requests, which are the same; and workers that
 * attached by themselves.
 */
import {
  type AnswerRecord,
  decodePacket,
  type FrameForms,
  isJsonProfile,
  linkId,
  mayTravel,
  packetOf,
  payloadCodecs,
  peerOf,
  type ProtocolLimits,
  type Violation,
  type WireRecord,
} from '@errand/protocol'
import type { EndpointBook, FlushSchedule, MessageSocket, SocketFactory } from '@errand/sockets'
import type { Clock } from '@errand/timing'
import type { BrokerCore } from './core/broker-core.js'
import { failureOf } from './core/requests/failure-outcome.js'
import type { ClientPort } from './core/state/ports.js'
import { AttachedWorkers } from './attached-workers.js'
import { JsonClients } from './json/json-clients.js'
import { isNamedByZeromq, routingFrame, routingIdOf } from './routing-frame.js'
import { PeerOutboxes } from './peer-outboxes.js'
import type { TrafficCounters } from './traffic-counters.js'
import { unreadableOutcome } from './unreadable-outcome.js'
import type { WorkerEvent } from './worker-events.js'

export interface FrontOptions {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly sockets: SocketFactory
  readonly schedule: FlushSchedule
  readonly limits: ProtocolLimits
  readonly forms: FrameForms
  readonly heldBytesPerClientMax: number
  readonly traffic: TrafficCounters
  /** Rings where a launched thread's sockets have something coming. */
  readonly ring: (peer: string) => void
  /** True for workers of this broker, where they ask others: their requests are part of work that was accepted. */
  readonly isOwn: (peer: string) => boolean
  /** A deadline may have come nearer. */
  readonly changed: () => void
  /** A worker attached, or is gone. */
  readonly report: (event: WorkerEvent) => void
}

/** What a client, and an attached worker, would say if it were asked when its connection ends. */
function goodbyePacket(limits: ProtocolLimits): string {
  return packetOf({ kind: 'goodbye' }, limits, 'strings').join('')
}

const needsRoutingId = 'who speaks packets has a routing id of its own: set one that does not begin with a zero'

export class Front implements ClientPort {
  readonly attached: AttachedWorkers
  readonly #options: FrontOptions
  readonly #router: MessageSocket
  readonly #outboxes: PeerOutboxes
  readonly #json: JsonClients
  #isClosing = false

  constructor(options: FrontOptions) {
    const { sockets, limits, forms, schedule, heldBytesPerClientMax, core } = options
    this.#options = options
    this.#router = sockets.open('router', {
      disconnectMessage: goodbyePacket(limits),
      frameBytesMax: limits.bodyBytesMax * 2,
    })
    this.#outboxes = new PeerOutboxes({
      router: this.#router,
      limits,
      forms,
      schedule,
      heldBytesMax: heldBytesPerClientMax,
      sent: (peer) => options.ring(peer),
      lost: (peer) => this.#peerGone(peer),
    })
    this.attached = new AttachedWorkers({
      core,
      codecs: payloadCodecs(),
      send: (peer, record) => this.#outboxes.add(peer, record),
      report: options.report,
    })
    this.#json = new JsonClients({
      codecs: payloadCodecs(),
      limits,
      send: (peer, text, delimited) => void this.#router.send([routingFrame(peer), ...(delimited ? [''] : []), text]),
    })
  }

  /** @returns the endpoint for clients */
  async bind(book: EndpointBook): Promise<string> {
    const endpoint = await book.bind(this.#router, 'broker')
    this.#router.listen((frames) => this.#receive(frames))
    return endpoint
  }

  /** Binds one more endpoint, for peers that cannot reach the first. */
  bindAlso(book: EndpointBook): Promise<string> {
    return book.bind(this.#router, 'broker')
  }

  send(client: string, answer: AnswerRecord, worker: string | undefined): void {
    if (!this.#json.answer(client, answer, worker)) this.#outboxes.add(client, answer)
  }

  /** Takes in a record that did not come by the socket. */
  take(peer: string, record: WireRecord): void {
    this.#accept(peer, record, this.#options.clock.now())
    this.#options.changed()
  }

  /** From now on only the requests of launched threads are taken. */
  refuseNew(): void {
    this.#isClosing = true
  }

  close(): void {
    this.#outboxes.flush()
    this.#outboxes.clear()
    this.#router.close()
  }

  #receive([identity, ...frames]: Uint8Array[]): void {
    const peer = routingIdOf(identity as Uint8Array)
    const delimited = frames.length > 1 && frames[0]?.length === 0
    if (delimited) frames.shift()
    if (isJsonProfile(frames[0])) this.#receiveJson(peer, frames[0] as Uint8Array, delimited)
    else this.#receivePacket(peer, frames)
    this.#options.changed()
  }

  #receiveJson(peer: string, frame: Uint8Array, delimited: boolean): void {
    const request = this.#json.read(peer, frame, delimited)
    if (request) this.#request(peer, this.#json.keyOf(peer), request, this.#options.clock.now())
    else this.#options.traffic.violations++
  }

  #receivePacket(peer: string, frames: Uint8Array[]): void {
    const { records, violations } = decodePacket(frames, this.#options.limits)
    const now = this.#options.clock.now()
    const isNameless = isNamedByZeromq(peer)
    for (const record of records)
      if (isNameless && record.kind !== 'goodbye') this.#refuseNameless(peer, record)
      else this.#accept(peer, record, now)
    for (const violation of violations) this.#report(peer, violation)
  }

  /**
   * What is left in a connection whose id another has taken over comes under an id of libzmq's own: its client has sent it
   * again by now, or has ended it, so it must not run for a stranger, and before what was sent earlier.
   */
  #refuseNameless(peer: string, record: WireRecord): void {
    const { core, traffic } = this.#options
    traffic.violations++
    if (record.kind === 'request') core.refuse(peer, record.id, 'bad-request', needsRoutingId)
  }

  #accept(peer: string, record: WireRecord, now: number): void {
    const { core, traffic } = this.#options
    if (record.kind === 'request') this.#request(peer, peer, record, now)
    else if (record.kind === 'cancel') core.cancel(peer, record.id, now)
    else if (record.kind === 'pull') core.pulled(peer, record)
    else if (record.kind === 'find') core.find(peer, record)
    else if (record.kind === 'goodbye') this.#peerGone(peer)
    else if (!mayTravel(record.kind, 'worker', 'broker')) traffic.violations++
    else if (!this.attached.receive(peer, record, now)) traffic.violations++
  }

  #request(peer: string, client: string, record: Parameters<BrokerCore['request']>[1], now: number): void {
    const { core, isOwn } = this.#options
    if (this.#isClosing && !isOwn(peerOf(peer))) core.refuse(client, record.id, 'closed', 'the broker is closing')
    else core.request(client, record, now)
  }

  /** Tells the sender, where it can be told. */
  #report(peer: string, violation: Violation): void {
    const { traffic, core, clock } = this.#options
    const { code, message, kind, id } = violation
    traffic.violations++
    const outcome = unreadableOutcome(violation)
    if (outcome && this.attached.receive(peer, outcome, clock.now())) return
    if (code === 'unknown-kind') traffic.unknownKinds++
    else if (code === 'unsupported-version') this.#outboxes.add(peer, failureOf(linkId, 'unsupported-version', message))
    else if (kind === 'request' && id !== undefined)
      core.refuse(peer, id, code === 'too-large' ? 'too-large' : 'bad-request', message)
    else if (code === 'malformed-header' || code === 'truncated')
      this.#outboxes.add(peer, failureOf(linkId, 'bad-request', message))
  }

  #peerGone(peer: string): void {
    const { core, clock } = this.#options
    const now = clock.now()
    core.clientGone(peer, now)
    core.clientGone(this.#json.keyOf(peer), now)
    this.attached.gone(peer, now)
    this.#outboxes.forget(peer)
  }
}
