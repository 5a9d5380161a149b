/**
 * A worker that attaches to a broker's front: one DEALER carries its tasks, its answers and its nested requests. Where the
 * connection is lost it comes back by another, under another epoch, as if it had just started.
 */
import { type FailureRecord, formatRoutingId, type ProtocolLimits, type StartWriter } from '@errand/protocol'
import { assertOptions, errorOfFailure, RequestError } from '@errand/requests'
import { type LastingDealer, lastingDealer, type SocketFactory, threadForms } from '@errand/sockets'
import { systemClock, type Timer, timerMsMax } from '@errand/timing'
import type { AttachedWorker, StopOptions } from '../attached-worker.js'
import { Refusals } from '../core/refusals.js'
import { DuplexWorker } from '../duplex-worker.js'
import type { SlotPolicy } from '../overruns.js'
import { assertMs, type ResolvedWorkerOptions } from '../worker-options.js'

export interface AttachmentOptions {
  readonly endpoint: string
  readonly name: string
  /** Asked for each connection. */
  readonly epoch: () => string
  readonly limits: ProtocolLimits
  readonly sockets: SocketFactory
  readonly worker: ResolvedWorkerOptions
  readonly slotPolicy: SlotPolicy
  readonly heartbeatIntervalMs: number
  /** Of ZeroMQ's own heartbeats, by which an end of the connection is noticed; 0 where something else tells of it. */
  readonly connectionHeartbeatMs: number
  readonly reattaches: boolean
  /** Where it is noted which handlers were called, and have ended. */
  readonly startLog?: StartWriter
}

/** As long as a broker drains by default. */
const standardGraceMs = 5000

/** Where nobody waits for what runs: a handler that heeds its signal needs much less. */
export const lostGraceMs = 1000

interface Settle {
  resolve(): void
  reject(reason: RequestError): void
}

export class Attachment implements AttachedWorker {
  readonly stopped: Promise<void>
  readonly #options: AttachmentOptions
  readonly #duplex: DuplexWorker
  readonly #refusals = new Refusals()
  #settle: Settle | undefined
  /** Undefined while it waits to ask again. */
  #dealer: LastingDealer | undefined
  #pause: Timer | undefined
  #closing: Promise<void> | undefined

  constructor(options: AttachmentOptions) {
    this.#options = options
    this.stopped = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    // Whoever does not look at it has `close`.
    this.stopped.catch(() => undefined)
    // Before anything that would have to be undone where it cannot be opened.
    this.#dealer = this.#connect()
    this.#duplex = new DuplexWorker({
      ...options,
      forms: threadForms,
      send: (frames) => this.#dealer?.send(frames) ?? false,
      onStop: (graceMs) => void this.close({ graceMs: Math.min(graceMs, timerMsMax) }),
      onRefused: (failure) => this.#refused(failure),
    })
    this.#duplex.announce()
  }

  close(options: StopOptions = {}): Promise<void> {
    assertOptions(options)
    const { graceMs = standardGraceMs } = options
    assertMs('graceMs', graceMs, 'from 0')
    this.#closing ??= this.#stop(graceMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #connect(): LastingDealer {
    const { sockets, endpoint, name, epoch, connectionHeartbeatMs } = this.#options
    return lastingDealer({
      sockets,
      endpoint,
      routingId: () => formatRoutingId({ name, epoch: epoch() }),
      clock: systemClock,
      // The credit bounds what is on its way.
      highWaterMark: 0,
      heartbeatIntervalMs: connectionHeartbeatMs,
      onMessage: (frames) => this.#duplex.receive(frames),
      onLost: () => this.#lost(),
    })
  }

  async #stop(graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const graceIsOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([this.#duplex.drain(), graceIsOver])
    clearTimeout(timer)
    this.#pause?.cancel()
    this.#duplex.end()
    this.#dealer?.close()
    this.#settle?.resolve()
  }

  #lost(): void {
    this.#duplex.forgetBroker()
    if (this.#closing) this.#disconnect()
    else if (this.#options.reattaches) this.#comeBack()
    else this.#giveUp()
  }

  #comeBack(): void {
    this.#refusals.comingBack()
    this.#duplex.announce()
  }

  #giveUp(): void {
    const { name } = this.#options
    this.#disconnect()
    const message = `the connection of ${name} to the broker ended`
    this.#fail(new RequestError('broker-lost', message, { target: name }), lostGraceMs)
  }

  #refused(failure: FailureRecord): void {
    // Said twice, it is one refusal: of this connection, which has been given up by then.
    if (this.#closing || !this.#dealer) return
    const { name, worker } = this.#options
    const isFinal = failure.code !== 'bad-request'
    const pauseMs = isFinal ? undefined : this.#refusals.pauseMs(systemClock.now(), Math.random())
    if (pauseMs === undefined) this.#fail(errorOfFailure(failure.code, detailOf(failure, worker), name))
    else this.#askAgainIn(pauseMs)
  }

  /** By another connection: to the broker, this one has had its answer. */
  #askAgainIn(pauseMs: number): void {
    this.#disconnect()
    this.#duplex.forgetBroker()
    this.#pause = systemClock.setTimer(systemClock.now() + pauseMs, () => {
      try {
        this.#dealer = this.#connect()
        this.#duplex.announce()
      } catch {
        // The first one could be opened: what is in the way now passes, as a want of descriptors does.
        this.#askAgainIn(pauseMs)
      }
    })
  }

  #disconnect(): void {
    this.#dealer?.close(0)
    this.#dealer = undefined
  }

  #fail(error: RequestError, graceMs?: number): void {
    this.#settle?.reject(error)
    void this.close(graceMs === undefined ? {} : { graceMs })
  }
}

function detailOf(failure: FailureRecord, { codecs }: ResolvedWorkerOptions): unknown {
  try {
    return codecs.decode(failure)
  } catch {
    return undefined
  }
}
