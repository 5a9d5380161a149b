/**
 * A worker that started by itself, in any process: one DEALER to the broker's front carries its tasks, its answers and
 * its nested requests.
 */
import { randomBytes } from 'node:crypto'
import {
  assertName,
  decodePacket,
  type FailureRecord,
  formatRoutingId,
  linkId,
  type ProtocolLimits,
  resolveLimits,
  type Violation,
  type WireRecord,
} from '@errand/protocol'
import { assertOption, errorOfFailure, readOutcomes, type Requester, requester } from '@errand/requests'
import {
  flushSchedule,
  type MessageSocket,
  type PacketOutbox,
  packetOutbox,
  type SocketFactory,
  threadForms,
  transportOf,
  zeromqSockets,
} from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { announce } from './announcement.js'
import { prefetchOf } from './core/prefetch.js'
import { TaskRunner } from './task-runner.js'
import { unreadableTask } from './unreadable-task.js'
import { type ResolvedWorkerOptions, resolveWorkerOptions, type WorkerOptions } from './worker-options.js'

export interface AttachOptions extends WorkerOptions {
  /** The broker's front, as clients use it. */
  readonly endpoint: string
  /** Name of this worker; no other worker of the broker has it. */
  readonly name: string
  readonly limits?: Partial<ProtocolLimits>
  /** Another set of sockets, the in-memory ones for example. @default ZeroMQ's */
  readonly sockets?: SocketFactory
}

export interface StopOptions {
  /**
   * Milliseconds that running handlers have to end; then the worker disconnects without their answers. From 0.
   * @default 5000; what the broker grants, where the broker stops the worker
   */
  readonly graceMs?: number
}

export interface AttachedWorker extends AsyncDisposable {
  /**
   * Resolves when the worker has stopped: by `close`, or because the broker stopped it. Rejects with a RequestError
   * `bad-request` where the broker refused it, because another worker has its name for one.
   */
  readonly stopped: Promise<void>
  /**
   * Starts nothing more, aborts the signals of what runs, and disconnects when that has ended. Late callers join.
   *
   * @throws OptionError
   */
  close(options?: StopOptions): Promise<void>
}

/** As long as a broker drains by default. */
const standardGraceMs = 5000

/** A timer that is set for longer fires at once. */
const timerMsMax = 2_147_483_647

class DuplexWorker implements AttachedWorker {
  readonly stopped: Promise<void>
  readonly #name: string
  readonly #limits: ProtocolLimits
  readonly #options: ResolvedWorkerOptions
  readonly #socket: MessageSocket
  readonly #outbox: PacketOutbox
  readonly #nested: Requester
  readonly #runner: TaskRunner
  #closing: Promise<void> | undefined
  #settle: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | undefined

  constructor({ endpoint, name, limits, sockets = zeromqSockets(), ...given }: AttachOptions) {
    this.#options = resolveWorkerOptions(given)
    this.#limits = resolveLimits(limits)
    transportOf(endpoint)
    assertName('the name of a worker', name)
    this.#name = name
    this.stopped = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    // Whoever does not look at it has `close`.
    this.stopped.catch(() => undefined)

    const routingId = formatRoutingId({ name, epoch: randomBytes(16).toString('base64url') })
    const socket = connected(sockets, endpoint, routingId)
    this.#socket = socket
    const outbox = packetOutbox({
      limits: this.#limits,
      forms: threadForms,
      schedule: flushSchedule(),
      send: (frames) => socket.send(frames),
    })
    this.#outbox = outbox
    this.#nested = this.#openNested()
    const prefetch = prefetchOf(this.#options)
    this.#runner = new TaskRunner(this.#options, {
      clock: systemClock,
      limits: this.#limits,
      requester: this.#nested,
      prefetch,
      settled: (outcome) => outbox.add(outcome),
      slotsChanged: (slots) => outbox.add({ kind: 'credit', slots }),
    })
    socket.listen((frames) => this.#receive(frames))
    outbox.add(announce([name], this.#options, prefetch.slots))
  }

  close({ graceMs = standardGraceMs }: StopOptions = {}): Promise<void> {
    assertOption(graceMs >= 0 && graceMs <= timerMsMax, 'graceMs', graceMs, `a number from 0 to ${timerMsMax}`)
    this.#closing ??= this.#stop(graceMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #openNested(): Requester {
    const outbox = this.#outbox
    return requester({
      link: {
        open(request) {
          outbox.add(request)
          return undefined
        },
        cancel: (request) => outbox.add(request),
      },
      clock: systemClock,
      codecs: this.#options.codecs,
      limits: this.#limits,
    })
  }

  async #stop(graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const graceIsOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([this.#runner.stop(), graceIsOver])
    clearTimeout(timer)
    this.#nested.close('closed', `${this.#name} has stopped`)
    this.#outbox.add({ kind: 'stopped' })
    this.#outbox.flush()
    this.#outbox.clear()
    this.#socket.close()
    this.#settle?.resolve()
  }

  #receive(frames: Uint8Array[]): void {
    const { records, violations } = decodePacket(frames, this.#limits)
    for (const record of records) this.#accept(record)
    if (violations.length > 0) this.#answerUnreadable(frames, violations)
  }

  #answerUnreadable(frames: Uint8Array[], violations: readonly Violation[]): void {
    for (const violation of violations) {
      const failure = unreadableTask(violation, this.#name)
      if (failure) this.#outbox.add(failure)
    }
    // Those that could be read have been settled: for them this comes late, which changes nothing.
    for (const outcome of readOutcomes(frames, this.#limits)) this.#nested.settle(outcome)
  }

  #accept(record: WireRecord): void {
    if (record.kind === 'task') this.#runner.accept(record)
    else if (record.kind === 'cancel') this.#runner.cancel(record.id)
    else if (record.kind === 'stop') void this.close({ graceMs: Math.min(record.graceMs, timerMsMax) })
    else if (record.kind === 'failure' && record.id === linkId) this.#refused(record)
    else if (record.kind === 'reply' || record.kind === 'failure') this.#nested.settle(record)
  }

  #refused(record: FailureRecord): void {
    this.#settle?.reject(errorOfFailure(record.code, this.#detailOf(record), this.#name))
    void this.close()
  }

  #detailOf(record: FailureRecord): unknown {
    try {
      return this.#options.codecs.decode(record)
    } catch {
      return undefined
    }
  }
}

/** No high-water mark: the credit bounds what is on its way. */
function connected(sockets: SocketFactory, endpoint: string, routingId: string): MessageSocket {
  const socket = sockets.open('dealer', { routingId, highWaterMark: 0 })
  try {
    socket.connect(endpoint)
  } catch (error) {
    socket.close()
    throw error
  }
  return socket
}

/**
 * Serves requests of a broker elsewhere: on this machine over ipc, or beyond over tcp.
 *
 * @throws OptionError, ProtocolError, SocketsError for options that are not allowed
 */
export function attachWorker(options: AttachOptions): AttachedWorker {
  return new DuplexWorker(options)
}
