/**
 * A worker with one way to its broker and back, which carries everything: tasks, cancellations, stop and answers to
 * nested requests come in; outcomes, credit, heartbeats and nested requests go out. What the way is made of, a socket or
 * a port between threads, its owner knows.
 */
import {
  decodePacket,
  type FailureRecord,
  type FrameForms,
  type IncomingFrame,
  linkId,
  type OutgoingFrame,
  type ProtocolLimits,
  type StartWriter,
  type Violation,
  type WireRecord,
} from '@errand/protocol'
import { isAnswer, type Requester, requester, unreadableAnswer } from '@errand/requests'
import { flushSchedule, type PacketOutbox, packetOutbox } from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { type Prefetch, prefetchOf } from './core/prefetch.js'
import { type Heartbeat, heartbeat } from './heartbeat.js'
import type { SlotPolicy } from './overruns.js'
import { announce } from './ready-record.js'
import { TaskRunner } from './task-runner.js'
import { unreadableTask } from './unreadable-task.js'
import type { ResolvedWorkerOptions } from './worker-options.js'

export interface DuplexWorkerOptions {
  readonly name: string
  readonly limits: ProtocolLimits
  readonly worker: ResolvedWorkerOptions
  readonly slotPolicy: SlotPolicy
  readonly forms: FrameForms
  /** Milliseconds; 0 for none. */
  readonly heartbeatIntervalMs: number
  /** @returns false where there is no room: it is offered again later */
  readonly send: (frames: OutgoingFrame[]) => boolean
  /** Where it is noted which handlers were called, and have ended. */
  readonly startLog?: StartWriter
  /** The broker tells the worker to stop. */
  readonly onStop: (graceMs: number) => void
  /** The broker refuses the worker. */
  readonly onRefused: (failure: FailureRecord) => void
}

export class DuplexWorker {
  readonly #options: DuplexWorkerOptions
  readonly #prefetch: Prefetch
  readonly #outbox: PacketOutbox
  readonly #runner: TaskRunner
  readonly #heartbeat: Heartbeat
  #nested: Requester

  constructor(options: DuplexWorkerOptions) {
    const { limits, forms, worker, slotPolicy, startLog } = options
    this.#options = options
    this.#prefetch = prefetchOf(worker)
    const schedule = flushSchedule()
    const outbox = packetOutbox({ limits, forms, schedule, send: (frames) => options.send(frames) })
    this.#outbox = outbox
    this.#nested = this.#openNested()
    this.#runner = new TaskRunner(worker, {
      clock: systemClock,
      limits,
      requester: () => this.#nested,
      prefetch: this.#prefetch,
      slotPolicy,
      settled: (outcome) => outbox.add(outcome),
      said: (record) => outbox.add(record),
      becameIdle: () => schedule.hasten(),
      slotsChanged: (slots) => outbox.add({ kind: 'credit', slots }),
      ...(startLog && { startLog }),
    })
    this.#heartbeat = heartbeat({
      clock: systemClock,
      intervalMs: options.heartbeatIntervalMs,
      tasks: this.#runner,
      send: (record) => outbox.add(record),
    })
  }

  /** Says who serves here: before anything else on this way, and again where the way is another. */
  announce(): void {
    // Heartbeats, while there was no way.
    this.#outbox.clear()
    const { name, worker } = this.#options
    this.#outbox.add(announce([name], worker, this.#prefetch.slots))
  }

  receive(frames: readonly IncomingFrame[]): void {
    const { records, violations } = decodePacket(frames, this.#options.limits)
    for (const record of records) this.#accept(record)
    for (const violation of violations) this.#settleUnreadable(violation)
  }

  /** Nothing that was sent can be relied on, and nobody waits for what is in hand. */
  forgetBroker(): void {
    // First of all, so that nested requests end for this reason, and not with the tasks that asked.
    this.#nested.close('broker-lost', `the connection of ${this.#options.name} to the broker ended`)
    this.#nested = this.#openNested()
    this.#runner.forget()
    this.#outbox.clear()
  }

  /** Starts nothing more, and resolves when all that runs has ended. */
  drain(): Promise<void> {
    return this.#runner.stop()
  }

  /** Says that it has stopped. What is left ends without outcomes. */
  end(): void {
    this.#heartbeat.stop()
    this.#nested.close('closed', `${this.#options.name} has stopped`)
    this.#outbox.add({ kind: 'stopped' })
    this.#outbox.flush()
    this.#outbox.clear()
  }

  #openNested(): Requester {
    const { worker, limits } = this.#options
    const outbox = this.#outbox
    return requester({
      link: {
        open(request) {
          outbox.add(request)
          return undefined
        },
        cancel: (request) => outbox.add(request),
        pull: (record) => outbox.add(record),
      },
      clock: systemClock,
      codecs: worker.codecs,
      limits,
    })
  }

  #settleUnreadable(violation: Violation): void {
    const task = unreadableTask(violation, this.#options.name)
    if (task) this.#outbox.add(task)
    const answer = unreadableAnswer(violation)
    if (answer) this.#nested.settle(answer)
  }

  #accept(record: WireRecord): void {
    if (record.kind === 'task') this.#runner.accept(record)
    else if (record.kind === 'cancel') this.#runner.cancel(record.id)
    else if (record.kind === 'stop') this.#options.onStop(record.graceMs)
    else if (record.kind === 'failure' && record.id === linkId) this.#options.onRefused(record)
    else if (record.kind === 'pull') this.#runner.pulled(record.id, record.chunks)
    else if (isAnswer(record)) this.#nested.settle(record)
  }
}
